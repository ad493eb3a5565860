import { useMediaQuery } from '@mantine/hooks'

/** True under 640 px: one column, thumbs. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 639px)', undefined, { getInitialValueInEffect: false }) ?? false
}
