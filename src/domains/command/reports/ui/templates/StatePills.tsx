import { formatDate, StatusPill, useT } from '../../../../../web/kit/index.ts'
import type { TemplateBrief } from '../../templates/contract.ts'
import '../template-messages.ts'

/** Whether a template is in use, planned, being edited or retired. */
export function StatePills({ template }: { template: TemplateBrief }) {
  const t = useT('templates')
  const { since, next, hasDraft, retired } = template
  return (
    <span className="report-pills">
      {retired ? (
        <StatusPill>{t('retired')}</StatusPill>
      ) : (
        since && <StatusPill tone="ok">{t('inForce')}</StatusPill>
      )}
      {!retired && next && <StatusPill tone="info">{t('planned', { day: formatDate(next) })}</StatusPill>}
      {hasDraft && <StatusPill tone="due">{t(since || next ? 'draft' : 'unpublished')}</StatusPill>}
    </span>
  )
}
