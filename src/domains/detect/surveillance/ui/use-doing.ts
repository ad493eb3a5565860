import { useAddress } from '../../../../web/kit/api.ts'

/** What is open beside the case; it lives in the address, so that "what is missing" can lead to where it is entered. */
export type Doing = 'lab' | 'edit' | 'classify' | 'form' | 'intake' | 'notify'

export function useDoing(): [Doing | undefined, (next: Doing | undefined) => void] {
  const [doing, setDoing] = useAddress('do')
  return [doing as Doing | undefined, setDoing]
}
