import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { v7 as uuid7 } from 'uuid'
import { call, say, useArea } from '../../../../../web/kit/api.ts'
import { toProblem, useNavigateTo, useT } from '../../../../../web/kit/index.ts'
import { OFFICE_LEVELS, type TemplateBrief } from '../../templates/contract.ts'
import '../template-messages.ts'

/** Begins a template: what it is called, whose it is, empty or as a copy. */
export function NewTemplate(props: {
  templates: readonly TemplateBrief[]
  /** Key of the template to copy. */
  from: string | undefined
  onClose: () => void
}) {
  const { templates, onClose } = props
  const t = useT('templates')
  const area = useArea()
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const [id] = useState(() => uuid7())
  const [from, setFrom] = useState(props.from ?? '')
  const [vi, setVi] = useState('')
  const [en, setEn] = useState('')
  const near = [...(area?.path ?? []), ...(area?.children(area.areaId) ?? [])].filter((a) =>
    OFFICE_LEVELS.includes(a.level),
  )
  const [owner, setOwner] = useState<string>()
  const chosen = owner ?? String(near.find((a) => a.id === area?.areaId)?.id ?? near[0]?.id ?? '')
  const make = useMutation({
    mutationFn: () =>
      call.reports.templates.create({
        id,
        areaId: Number(chosen),
        name: { vi, en },
        ...(from ? { from } : {}),
      }),
    onSuccess: async ({ key }) => {
      await client.invalidateQueries({ queryKey: [['reports', 'templates']] })
      navigate(`/reports/templates/${key}`)
    },
  })
  return (
    <form
      className="vx-stack"
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <TextInput
        label={t('new.name')}
        required
        data-autofocus
        maxLength={200}
        value={vi}
        onChange={(e) => setVi(e.currentTarget.value)}
      />
      <TextInput
        label={t('new.nameEn')}
        required
        maxLength={200}
        value={en}
        onChange={(e) => setEn(e.currentTarget.value)}
      />
      <NativeSelect
        label={t('new.area')}
        value={chosen}
        data={near.map((a) => ({ value: String(a.id), label: a.fullName }))}
        onChange={(e) => setOwner(e.currentTarget.value)}
      />
      <NativeSelect
        label={t('new.from')}
        value={from}
        data={[
          { value: '', label: t('new.empty') },
          ...templates.map((x) => ({ value: x.key, label: t('new.copyOf', { name: say(x.name) }) })),
        ]}
        onChange={(e) => setFrom(e.currentTarget.value)}
      />
      {make.error && (
        <p className="report-failure" role="alert">
          {toProblem(make.error).message}
        </p>
      )}
      <div className="report-buttons">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={make.isPending} disabled={!vi.trim() || !en.trim() || !chosen}>
          {t('new.submit')}
        </Button>
      </div>
    </form>
  )
}
