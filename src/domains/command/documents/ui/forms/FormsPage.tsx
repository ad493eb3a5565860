import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, say } from '../../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  type Column,
  ContractForm,
  Drawer,
  EmptyState,
  ErrorState,
  Page,
  PlainTable,
  SkeletonLines,
  StatusPill,
  toast,
  useNavigateTo,
  useT,
} from '../../../../../web/kit/index.ts'
import { ALL_TYPES, type FormLine, NewForm } from '../../forms/contract.ts'
import { STATE_TONES, useTypeWords } from './words.ts'
import './form-messages.ts'
import './forms.css'

/** The forms of papers of the viewer's office, and those of offices above that papers here may be made by. */
export function PaperFormsPage() {
  const t = useT('paper-forms')
  const typeWords = useTypeWords()
  const [adding, add] = useState(false)
  const query = useQuery(api.documents.listForms.queryOptions({ input: {} }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={6} />
  const { forms, mayEdit } = query.data
  const button = mayEdit && <Button onClick={() => add(true)}>{t('new')}</Button>
  const columns: Column<FormLine>[] = [
    { key: 'type', label: t('column.type'), render: (f) => typeWords(f.type) },
    {
      key: 'name',
      label: t('column.name'),
      render: (f) => (
        <span>
          {f.name} {f.forBelow && <Badge>{t('below')}</Badge>}
        </span>
      ),
    },
    { key: 'form', label: t('column.form'), render: (f) => t(`form.${f.form}`), priority: 2 },
    { key: 'areaLabel', label: t('column.owner'), priority: 2 },
    {
      key: 'state',
      label: t('column.state'),
      render: (f) => (
        <span>
          <StatusPill tone={STATE_TONES[f.state]}>{t(`state.${f.state}`)}</StatusPill>
          {f.draft && f.state !== 'draft' && <span className="vx-muted"> {t('with-draft')}</span>}
        </span>
      ),
    },
    { key: 'since', label: t('column.since'), type: 'date' },
    { key: 'editions', label: t('column.editions'), type: 'number', priority: 3 },
  ]
  return (
    <Page
      breadcrumbs={[{ label: t('crumb'), href: '/documents' }, { label: t('title') }]}
      title={t('title')}
      subtitle={t('lead')}
      actions={button}
    >
      <Card padding={false}>
        {forms.length === 0 ? (
          <EmptyState title={t('empty')} action={button}>
            {t(mayEdit ? 'empty.next' : 'empty.reader')}
          </EmptyState>
        ) : (
          <PlainTable
            label={t('title')}
            columns={columns}
            rows={forms}
            rowKey={(f) => f.id}
            hrefOf={(f) => `/documents/forms/${f.id}`}
          />
        )}
      </Card>
      <Drawer opened={adding} onClose={() => add(false)} title={t('new')}>
        <NewFormFields onClose={() => add(false)} />
      </Drawer>
    </Page>
  )
}

function NewFormFields({ onClose }: { onClose: () => void }) {
  const t = useT('paper-forms')
  const navigate = useNavigateTo()
  const types = useQuery({
    ...api.documents.types.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!types.data) return <SkeletonLines lines={4} />
  return (
    <>
      <p className="vx-muted">{t('new.about')}</p>
      <ContractForm
        schema={NewForm}
        value={{ form: 'state', type: ALL_TYPES }}
        labels={(field) => t(`field.${field}`)}
        options={{
          type: [
            { value: ALL_TYPES, label: t('all-types') },
            ...types.data.map((x) => ({ value: x.type, label: `${say(x)} (${x.type})` })),
          ],
        }}
        submitLabel={t('new.submit')}
        onCancel={onClose}
        onSubmit={async (values) => {
          const { id } = await call.documents.draftForm(values)
          toast.done(t('new.done'))
          navigate(`/documents/forms/${id}`)
        }}
      />
    </>
  )
}
