import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  ConfirmButton,
  ContractForm,
  Drawer,
  EmptyState,
  formatDateTime,
  Link,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type SignalPage, signalsContract } from '../contract.ts'

/** The cases that the signal led to; they are entered as cases and linked here by their code. */
export function LinkedCases({ page }: { page: SignalPage }) {
  const t = useT('signals')
  const client = useQueryClient()
  const mayLink = useRight('signal.verify')
  const mayRead = useRight('case.read')
  const [open, setOpen] = useState(false)
  const { signal, cases } = page
  if (!mayRead) return null
  const close = () => setOpen(false)
  const add = mayLink && (
    <Button size="xs" variant="default" onClick={() => setOpen(true)}>
      {t('case.link')}
    </Button>
  )
  return (
    <Card title={t('cases')} aside={cases.length > 0 && add} padding={false}>
      {cases.length === 0 ? (
        <EmptyState compact title={t('cases.none')} action={add}>
          {t('cases.none.next')}
        </EmptyState>
      ) : (
        <ul className="vx-rows">
          {cases.map((c) => (
            <li key={c.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">
                  <Link href={`/cases/${c.id}`}>{c.code}</Link>
                </div>
                <div className="vx-row-detail">
                  {t(`classification.${c.classification}`)} ·{' '}
                  {t('linkedAt', { at: formatDateTime(c.linkedAt) })}
                </div>
              </div>
              {mayLink && (
                <ConfirmButton
                  size="xs"
                  question={t('case.unlink.question', { code: c.code })}
                  confirmLabel={t('case.unlink')}
                  onConfirm={async () => {
                    await call.signals.unlinkCase({ id: signal.id, caseId: c.id })
                    await client.invalidateQueries()
                    toast.done(t('case.unlinked'))
                  }}
                >
                  {t('case.unlink')}
                </ConfirmButton>
              )}
            </li>
          ))}
        </ul>
      )}
      <Drawer opened={open} onClose={close} title={t('case.link')}>
        <ContractForm
          schema={signalsContract.linkCase['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          value={{ id: signal.id, version: signal.version }}
          labels={() => t('caseCode')}
          help={() => t('caseCode.help')}
          submitLabel={t('case.link')}
          onCancel={close}
          onSubmit={async (values) => {
            await call.signals.linkCase({ ...values, id: signal.id, version: signal.version })
            close()
            await client.invalidateQueries()
            toast.done(t('case.linked'))
          }}
        />
      </Drawer>
    </Card>
  )
}
