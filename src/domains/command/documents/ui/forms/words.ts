import { useQuery } from '@tanstack/react-query'
import { api, say } from '../../../../../web/kit/api.ts'
import { type Tone, useT } from '../../../../../web/kit/index.ts'
import { ALL_TYPES, type EditionState } from '../../forms/contract.ts'

export const STATE_TONES: Record<EditionState, Tone> = {
  draft: 'due',
  not_yet: 'info',
  in_force: 'ok',
  superseded: 'neutral',
  ended: 'neutral',
}

/** The type of a form in words: 'Kế hoạch (KH)', all types. */
export function useTypeWords(): (type: string) => string {
  const t = useT('paper-forms')
  const types = useQuery({
    ...api.documents.types.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (type) => {
    if (type === ALL_TYPES) return t('all-types')
    const found = types.data?.find((x) => x.type === type)
    return found ? `${say(found)} (${type})` : type
  }
}
