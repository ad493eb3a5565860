import { useQuery } from '@tanstack/react-query'
import { api } from '../../../../web/kit/api.ts'

/** What surveillance keeps of a case; every card of the case page that shows a part of it asks for the same answer. */
export const useFile = (id: string) => useQuery(api.surveillance.file.queryOptions({ input: { id } }))
