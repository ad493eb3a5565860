import { Notifications, notifications } from '@mantine/notifications'
import { translate } from './i18n.ts'
import { toProblem } from './problem.ts'
import { type Tone, ToneMark } from './status.tsx'
import { setToasts } from './toast-place.tsx'

setToasts(() => <Notifications position="bottom-right" limit={4} />)

export interface ToastOptions {
  /** Takes the change back; offered for ten seconds. */
  undo?: () => unknown
  undoLabel?: string
}

function show(tone: Tone, message: string, options: ToastOptions = {}): void {
  const id = crypto.randomUUID()
  const { undo } = options
  notifications.show({
    id,
    className: 'vx-toast',
    icon: <ToneMark tone={tone} />,
    withBorder: true,
    autoClose: undo ? 10_000 : tone === 'late' ? 12_000 : 4_000,
    closeButtonProps: { 'aria-label': translate('kit', 'close') },
    message: (
      <div className="vx-toast-body">
        <span>{message}</span>
        {undo && (
          <button
            type="button"
            className="vx-text-button"
            onClick={async () => {
              notifications.hide(id)
              try {
                await undo()
              } catch (error) {
                toast.problem(error)
              }
            }}
          >
            {options.undoLabel ?? translate('kit', 'undo')}
          </button>
        )}
      </div>
    ),
  })
}

/** Short news at the edge of the screen; never the only place where something is said. */
export const toast = {
  done: (message: string, options?: ToastOptions) => show('ok', message, options),
  info: (message: string, options?: ToastOptions) => show('info', message, options),
  problem: (error: unknown) => show('late', toProblem(error).message),
}
