import { Progress } from '@mantine/core'
import { Card, formatNumber, formatPercent, useT } from '../../../../web/kit/index.ts'
import type { Batch } from '../contract.ts'

/** How far the job is. It goes on when the page is closed, and after a restart of the server. */
export function Working({ batch }: { batch: Batch }) {
  const t = useT('imports')
  const share = batch.rowCount > 0 ? Math.min(1, batch.done / batch.rowCount) : 0
  const whole = batch.state === 'undoing'
  return (
    <Card title={t(`working.${batch.state}`)}>
      <div className="imports-working" role="status">
        <Progress
          value={whole ? 100 : share * 100}
          animated={whole}
          aria-label={t(`working.${batch.state}`)}
          size="lg"
        />
        <p>
          {whole
            ? t('working.whole')
            : `${formatNumber(batch.done)} / ${formatNumber(batch.rowCount)} · ${formatPercent(share)}`}
        </p>
        <p className="vx-muted">{t('working.leave')}</p>
      </div>
    </Card>
  )
}
