import { setAddress } from '../../../../web/kit/api.ts'
import { formatNumber, useT } from '../../../../web/kit/index.ts'
import type { Batch } from '../contract.ts'
import type { Step } from './ImportPage.tsx'

const ORDER = ['map', 'rows', 'review', 'enter'] as const

/** Where the import stands: steps that are open can be gone to. */
export function Steps({ batch, step }: { batch: Batch; step: Step }) {
  const t = useT('imports')
  const entered = ['committed', 'committing', 'undoing', 'undone'].includes(batch.state)
  const open: Record<string, boolean> = {
    map: batch.state === 'checked',
    rows: batch.state !== 'uploaded',
    review: batch.state === 'checked' || batch.state === 'committed',
    enter: false,
  }
  const done = (name: (typeof ORDER)[number]) => entered || ORDER.indexOf(name) < ORDER.indexOf(step)
  return (
    <nav aria-label={t('steps')} className="vx-no-print">
      <ol className="imports-steps">
        {ORDER.map((name, i) => {
          const label = name === 'rows' && entered ? t('step.rows.entered') : t(`step.${name}`)
          const current = name === step
          return (
            <li key={name} data-done={done(name) || undefined} aria-current={current ? 'step' : undefined}>
              <span className="imports-step-number" aria-hidden="true">
                {i + 1}
              </span>
              {name !== 'enter' && open[name] && name !== step ? (
                <button
                  type="button"
                  className="vx-text-button"
                  onClick={() => setAddress({ step: name === 'rows' ? undefined : name })}
                >
                  {label}
                </button>
              ) : (
                <span>{label}</span>
              )}
              {name === 'review' && batch.undecided > 0 && (
                <span className="vx-count">{formatNumber(batch.undecided)}</span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
