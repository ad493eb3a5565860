import { Button, NumberInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../../web/kit/api.ts'
import { Choice, DateField, Drawer, toast, toProblem, useT } from '../../../../web/kit/index.ts'
import { type Pattern, type PatternFacts, ROLES, type Role } from '../contract.ts'
import './duty.css'

type Shifts = PatternFacts['shifts']

/** How a day is commonly cut; names in the language shown. */
const SHAPES: Record<string, [name: string, start: string, hours: number][]> = {
  three: [
    ['morning', '06:00', 8],
    ['afternoon', '14:00', 8],
    ['night', '22:00', 8],
  ],
  two: [
    ['day', '07:00', 12],
    ['night', '19:00', 12],
  ],
  one: [['whole', '07:00', 24]],
}

/** Sets or changes the pattern of a command post: the shifts of a day, who is needed, rest, from when. */
export function PatternDrawer(props: {
  areaId: number
  pattern: Pattern | undefined
  today: string
  onClose: () => void
}) {
  const { areaId, pattern, today, onClose } = props
  const t = useT('duty')
  const client = useQueryClient()
  const shapeOf = (key: string): Shifts =>
    SHAPES[key]!.map(([name, start, hours]) => ({ name: t(`shift.${name}`), start, hours }))
  const [shape, setShape] = useState(pattern ? 'own' : 'three')
  const [shifts, setShifts] = useState<Shifts>(pattern?.shifts ?? shapeOf('three'))
  const [needs, setNeeds] = useState<Record<Role, number>>(() => {
    const of = (role: Role) => pattern?.needs.find((n) => n.role === role)?.n ?? 0
    const known = Object.fromEntries(ROLES.map((r) => [r, of(r)])) as Record<Role, number>
    return pattern ? known : { ...known, leader: 1, member: 1 }
  })
  const [rest, setRest] = useState(pattern?.restHours ?? 8)
  const [from, setFrom] = useState<string | null>(pattern?.fromDate ?? today)
  const [until, setUntil] = useState<string | null>(pattern?.untilDate ?? null)
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const change = (i: number, part: Partial<Shifts[number]>) => {
    setShape('own')
    setShifts(shifts.map((s, n) => (n === i ? { ...s, ...part } : s)))
  }
  const save = async () => {
    setPending(true)
    setFailure('')
    try {
      await call.duty.setPattern({
        ...(pattern ? { id: pattern.id, version: pattern.version } : {}),
        areaId,
        shifts,
        needs: ROLES.filter((r) => needs[r] > 0).map((role) => ({ role, n: needs[role] })),
        restHours: rest,
        fromDate: from ?? today,
        untilDate: until,
      })
      await client.invalidateQueries()
      toast.done(t('pattern.saved'))
      onClose()
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setPending(false)
    }
  }
  return (
    <Drawer opened onClose={onClose} title={t(pattern ? 'pattern.change' : 'pattern.set')}>
      <form
        className="vx-duty-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Choice
          label={t('pattern.shape')}
          options={[...Object.keys(SHAPES), 'own'].map((value) => ({ value, label: t(`pattern.${value}`) }))}
          value={shape}
          onChange={(next) => {
            if (!next) return
            setShape(next)
            if (next !== 'own') setShifts(shapeOf(next))
          }}
        />
        {shifts.map((s, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shifts have no identity, and only the last is removed or added
          <div key={i} className="vx-duty-form-row">
            <TextInput
              label={t('pattern.name', { n: i + 1 })}
              value={s.name}
              maxLength={40}
              onChange={(e) => change(i, { name: e.currentTarget.value })}
            />
            <TextInput
              label={t('pattern.start')}
              value={s.start}
              maxLength={5}
              placeholder="06:00"
              onChange={(e) => change(i, { start: e.currentTarget.value })}
            />
            <NumberInput
              label={t('pattern.hours')}
              value={s.hours}
              min={1}
              max={24}
              onChange={(v) => change(i, { hours: Number(v) })}
            />
          </div>
        ))}
        <div className="vx-duty-form-row">
          <Button
            variant="default"
            size="xs"
            disabled={shifts.length >= 12}
            onClick={() => {
              setShape('own')
              setShifts([...shifts, { name: t('shift.night'), start: '22:00', hours: 8 }])
            }}
          >
            {t('pattern.add')}
          </Button>
          {shifts.length > 1 && (
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                setShape('own')
                setShifts(shifts.slice(0, -1))
              }}
            >
              {t('pattern.remove', { n: shifts.length })}
            </Button>
          )}
        </div>
        <fieldset className="vx-duty-needs">
          <legend>{t('pattern.needs')}</legend>
          {ROLES.map((role) => (
            <NumberInput
              key={role}
              label={t(`role.${role}`)}
              value={needs[role]}
              min={0}
              max={20}
              onChange={(v) => setNeeds({ ...needs, [role]: Number(v) })}
            />
          ))}
        </fieldset>
        <NumberInput
          label={t('pattern.rest')}
          value={rest}
          min={0}
          max={48}
          onChange={(v) => setRest(Number(v))}
        />
        <DateField label={t('pattern.from')} value={from} onChange={setFrom} required />
        <DateField label={t('pattern.until')} value={until} onChange={setUntil} />
        {failure && (
          <p role="alert" className="vx-duty-failure">
            {failure}
          </p>
        )}
        <div className="vx-form-actions">
          <Button type="submit" loading={pending}>
            {t(pattern ? 'pattern.change' : 'pattern.set')}
          </Button>
        </div>
      </form>
    </Drawer>
  )
}
