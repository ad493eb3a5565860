import { useQuery } from '@tanstack/react-query'
import { api, say } from '../../../../../web/kit/api.ts'
import { useT } from '../../../../../web/kit/index.ts'
import type { Phase } from '../../contract.ts'
import type { TemplateBody, TemplateFigure } from '../../templates/contract.ts'
import '../template-messages.ts'

/** What every part of the editor works on. */
export interface EditorProps {
  body: TemplateBody
  figures: ReadonlyMap<string, TemplateFigure>
  /** What is wrong, by place in the body. */
  faults: ReadonlyMap<string, string[]>
  change: (next: (body: TemplateBody) => TemplateBody) => void
}

/** The first thing wrong in a place, in words; undefined where nothing is. */
export function useFault(faults: ReadonlyMap<string, string[]>): (place: string) => string | undefined {
  const t = useT('templates')
  return (place) => {
    const code = faults.get(place)?.[0]
    return code && t(code)
  }
}

/** What a phase is called. */
export function usePhaseWords(): (phase: Phase) => string {
  const t = useT('reports')
  return (phase) => t(phase)
}

/** The templates from which the report of an area can be made today, to choose from. */
export function useTemplateChoice(areaId: number | undefined): { value: string; label: string }[] {
  const found = useQuery({
    ...api.reports.templates.list.queryOptions({ input: areaId === undefined ? {} : { areaId } }),
    enabled: areaId !== undefined,
  })
  return (found.data?.templates ?? []).map((x) => ({ value: x.key, label: say(x.name) }))
}
