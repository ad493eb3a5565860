import { useQuery } from '@tanstack/react-query'
import { api, say } from './api.ts'

/** A kind of post in words; the kind itself while they are on their way. */
export function usePostWords(): (kind: string) => string {
  const posts = useQuery({
    ...api.organisations.posts.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (kind) => {
    const found = posts.data?.find((p) => p.kind === kind)
    return found ? say(found.words) : kind
  }
}
