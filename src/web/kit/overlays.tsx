import {
  Button,
  type ButtonProps,
  Drawer as MantineDrawer,
  Modal as MantineModal,
  Popover,
} from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import { useT } from './i18n.ts'
import { toProblem } from './problem.ts'
import { usePhone } from './use-phone.ts'

export interface OverlayProps {
  opened: boolean
  onClose: () => void
  title: ReactNode
  children: ReactNode
  /** px or a CSS width; the whole screen on a phone. */
  size?: number | string
}

/** A window in the middle of the screen. Focus goes in, stays in, and comes back to what opened it. */
export function Modal({ opened, onClose, title, children, size = 560 }: OverlayProps) {
  const t = useT('kit')
  const phone = usePhone()
  return (
    <MantineModal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      fullScreen={phone}
      radius={phone ? 0 : 'lg'}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </MantineModal>
  )
}

/** A sheet at the right edge: a record beside its list. */
export function Drawer({ opened, onClose, title, children, size = 520 }: OverlayProps) {
  const t = useT('kit')
  const phone = usePhone()
  return (
    <MantineDrawer
      opened={opened}
      onClose={onClose}
      title={title}
      position="right"
      size={phone ? '100%' : size}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </MantineDrawer>
  )
}

export interface ConfirmButtonProps {
  children: ReactNode
  /** What will happen, as a question or a statement of the consequence. */
  question: ReactNode
  confirmLabel: string
  /** The popover stays open with the reason when this rejects. */
  onConfirm: () => unknown
  /** For what cannot be undone. */
  danger?: boolean
  variant?: ButtonProps['variant']
  size?: ButtonProps['size']
  disabled?: boolean
}

/** Asks in place before acting. The focus starts on 'cancel', so Enter pressed twice does no harm. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const {
    children,
    question,
    confirmLabel,
    onConfirm,
    danger = false,
    variant = 'default',
    size,
    disabled,
  } = props
  const t = useT('kit')
  const [opened, setOpened] = useState(false)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState('')
  const busy = useRef(false)
  const run = async () => {
    if (busy.current) return
    busy.current = true
    setPending(true)
    setFailure('')
    try {
      await onConfirm()
      setOpened(false)
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      busy.current = false
      setPending(false)
    }
  }
  return (
    <Popover
      opened={opened}
      onChange={(next) => {
        if (!pending) setOpened(next)
      }}
      position="bottom-end"
      width={320}
      trapFocus
      returnFocus
      withRoles
    >
      <Popover.Target>
        <Button
          variant={variant}
          size={size}
          disabled={disabled}
          onClick={() => {
            setFailure('')
            setOpened((o) => !o)
          }}
        >
          {children}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="vx-confirm">
        <div>{question}</div>
        {failure && (
          <p role="alert" className="vx-confirm-failure">
            {failure}
          </p>
        )}
        <div className="vx-confirm-actions">
          <Button
            data-autofocus
            variant="default"
            size="xs"
            disabled={pending}
            onClick={() => setOpened(false)}
          >
            {t('cancel')}
          </Button>
          <Button color={danger ? 'red' : undefined} size="xs" loading={pending} onClick={() => void run()}>
            {confirmLabel}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
