import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  DataTable,
  Drawer,
  EmptyState,
  formatDate,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type DutyPerson, Role, type Setup } from '../contract.ts'
import { useWho } from './parts.tsx'

const RolesForm = z.object({ roles: z.array(Role).min(1), active: z.boolean().default(true) })

interface Editing {
  memberId: string
  name: string
  roles: Role[]
  active: boolean
  version: number
}

/** Who stands on duty as what, with what they served; members who do not yet. */
export function People({ setup }: { setup: Setup }) {
  const t = useT('duty')
  const who = useWho()
  const client = useQueryClient()
  const [editing, setEditing] = useState<Editing>()
  const roles = (p: { roles: Role[] }) => p.roles.map((r) => t(`role.${r}`)).join(', ')
  return (
    <>
      <Card title={t('people.title')} aside={t('people.aside', { n: setup.people.length })} padding={false}>
        <DataTable<DutyPerson>
          label={t('people.title')}
          rows={setup.people}
          rowKey={(p) => p.id}
          maxHeight="none"
          columns={[
            { key: 'name', label: t('people.who'), priority: 1, render: who },
            { key: 'roles', label: t('people.roles'), priority: 1, render: roles },
            { key: 'hours', label: t('people.hours'), type: 'number', priority: 1 },
            { key: 'nights', label: t('people.nights'), type: 'number', priority: 2 },
            { key: 'weekends', label: t('people.weekends'), type: 'number', priority: 2 },
            {
              key: 'active',
              label: '',
              priority: 1,
              render: (p) => (
                <span className="vx-duty-nav">
                  {!p.present && <StatusPill tone="due">{t('people.absent')}</StatusPill>}
                  {p.present && !p.active && <StatusPill>{t('people.inactive')}</StatusPill>}
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => setEditing({ ...p, name: who(p), memberId: p.memberId })}
                  >
                    {t('people.edit')}
                  </Button>
                </span>
              ),
            },
          ]}
          footer={t('people.help')}
          empty={
            <EmptyState compact title={t('people.none')}>
              {t('people.none.next')}
            </EmptyState>
          }
        />
      </Card>
      {setup.others.length > 0 && (
        <Card title={t('others.title')} padding={false}>
          <ol className="vx-rows">
            {setup.others.map((m) => (
              <li key={m.memberId} className="vx-row">
                <div className="vx-row-text">
                  <div className="vx-row-title">{who(m)}</div>
                </div>
                <div className="vx-row-end">
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() =>
                      setEditing({
                        memberId: m.memberId,
                        name: who(m),
                        roles: ['member'],
                        active: true,
                        version: 0,
                      })
                    }
                  >
                    {t('people.add')}
                  </Button>
                </div>
              </li>
            ))}
          </ol>
        </Card>
      )}
      <Drawer
        opened={editing !== undefined}
        onClose={() => setEditing(undefined)}
        title={editing?.name ?? ''}
      >
        {editing && (
          <ContractForm
            schema={RolesForm}
            value={{ roles: editing.roles, active: editing.active }}
            labels={(field) =>
              field.startsWith('roles.')
                ? t(`role.${field.slice(6) as Role}`)
                : t(field === 'active' ? 'people.active' : 'people.roles')
            }
            submitLabel={t(editing.version ? 'people.edit' : 'people.add')}
            onCancel={() => setEditing(undefined)}
            onSubmit={async (values) => {
              const { memberId, version } = editing
              await call.duty.setPerson({ ...values, memberId, version })
              await client.invalidateQueries()
              toast.done(t('people.saved'))
              setEditing(undefined)
            }}
          />
        )}
      </Drawer>
    </>
  )
}

const day = z.iso.date()

/** Days on which somebody takes no shift. */
export function Leaves({ setup, today }: { setup: Setup; today: string }) {
  const t = useT('duty')
  const who = useWho()
  const client = useQueryClient()
  const [adding, setAdding] = useState(false)
  const ids = setup.people.map((p) => p.id)
  const nameOf = (id: string) => {
    const person = setup.people.find((p) => p.id === id)
    return person ? who(person) : ''
  }
  const remove = async (id: string) => {
    try {
      await call.duty.removeLeave({ id })
      await client.invalidateQueries()
      toast.done(t('leave.removed'))
    } catch (error) {
      toast.problem(error)
    }
  }
  return (
    <Card
      title={t('leave.title')}
      aside={
        ids.length > 0 && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('leave.add')}
          </Button>
        )
      }
      padding={false}
    >
      {setup.leaves.length === 0 && <EmptyState compact title={t('leave.none')} />}
      <ol className="vx-rows">
        {setup.leaves.map((l) => (
          <li key={l.id} className="vx-row">
            <div className="vx-row-text">
              <div className="vx-row-title">{nameOf(l.personId)}</div>
              <div className="vx-row-detail">
                {formatDate(l.since, { short: true })} – {formatDate(l.until)} ·{' '}
                {l.byOrder ? t('leave.order') : l.reason}
              </div>
            </div>
            {!l.byOrder && (
              <div className="vx-row-end">
                <Button size="compact-xs" variant="default" onClick={() => void remove(l.id)}>
                  {t('leave.remove')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('leave.add')}>
        {adding && (
          <ContractForm
            schema={z.object({
              personId: z.enum(ids as [string]),
              since: day,
              until: day,
              reason: z.string().trim().min(3).max(300),
            })}
            value={{ since: today, until: today }}
            labels={(field) => (field.startsWith('personId.') ? nameOf(field.slice(9)) : t(`leave.${field}`))}
            submitLabel={t('leave.add')}
            onCancel={() => setAdding(false)}
            onSubmit={async (values) => {
              const { vacated } = await call.duty.addLeave(values)
              await client.invalidateQueries()
              toast.done(t('leave.saved', { n: vacated }))
              setAdding(false)
            }}
          />
        )}
      </Drawer>
    </Card>
  )
}
