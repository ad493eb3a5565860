import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { z } from 'zod'
import { call, say, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  Drawer,
  EmptyState,
  FieldList,
  formatDate,
  formatDateTime,
  formatNumber,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Answers, CaseFile, Question } from '../investigation/contract.ts'
import { useDoing } from './use-doing.ts'
import { useFile } from './use-file.ts'

/** The investigation: what was answered, by section, and the form drawn from the rule. */
export function CaseInvestigation({ caseId }: { caseId: string }) {
  const t = useT('surveillance')
  const may = useRight('case.investigate')
  const [doing, setDoing] = useDoing()
  const { data: file, error } = useFile(caseId)
  if (error) return null
  const answered = file && Object.keys(file.form.answers).length > 0
  return (
    <Card
      title={t('form')}
      aside={
        file?.form.answeredAt &&
        t('form.saved', { by: file.form.answeredBy ?? '', at: formatDateTime(file.form.answeredAt) })
      }
    >
      {!file && <SkeletonLines lines={4} />}
      {file && !answered && (
        <EmptyState
          compact
          title={t('form.empty')}
          action={may && <Button onClick={() => setDoing('form')}>{t('form.fill')}</Button>}
        >
          {t('form.empty.next')}
        </EmptyState>
      )}
      {file && answered && (
        <>
          <Answered file={file} />
          {may && (
            <div className="surv-card-actions">
              <Button variant="default" onClick={() => setDoing('form')}>
                {t('form.edit')}
              </Button>
            </div>
          )}
        </>
      )}
      {file && may && (
        <Drawer opened={doing === 'form'} onClose={() => setDoing(undefined)} title={t('form')} size={760}>
          {doing === 'form' && <Form caseId={caseId} file={file} close={() => setDoing(undefined)} />}
        </Drawer>
      )}
    </Card>
  )
}

function Answered({ file }: { file: CaseFile }) {
  const shown = (q: Question, value: Answers[string] | undefined) => {
    if (value === undefined || value === null) return null
    const name = (key: string) => {
      const option = q.options.find((o) => o.key === key)
      return option ? say(option) : key
    }
    if (Array.isArray(value)) return value.map(name).join(', ')
    if (q.type === 'choice') return name(String(value))
    if (q.type === 'date') return formatDate(String(value))
    return typeof value === 'number' ? formatNumber(value) : value
  }
  return (
    <FieldList
      items={file.form.sections
        .flatMap((s) => s.questions)
        .map((q) => ({ label: say(q), value: shown(q, file.form.answers[q.key]) }))}
    />
  )
}

/** The questions of a form as a zod object: the form of the kit draws itself from it. */
function schemaOf(sections: CaseFile['form']['sections']): z.ZodObject {
  const typeOf = (q: Question): z.ZodType => {
    const keys = q.options.map((o) => o.key)
    switch (q.type) {
      case 'choice':
        return z.enum(keys as [string]).optional()
      case 'choices':
        return z.array(z.enum(keys as [string])).optional()
      case 'date':
        return z.iso.date().optional()
      case 'number':
        return z.number().int().min(0).max(100_000).optional()
      case 'text':
        return z.string().max(1000).optional().meta({ widget: 'textarea' })
    }
  }
  return z.object(Object.fromEntries(sections.flatMap((s) => s.questions).map((q) => [q.key, typeOf(q)])))
}

function Form({ caseId, file, close }: { caseId: string; file: CaseFile; close: () => void }) {
  const t = useT('surveillance')
  const client = useQueryClient()
  const { sections, answers } = file.form
  const schema = useMemo(() => schemaOf(sections), [sections])
  const label = (field: string) => {
    const [key, option] = field.split('.')
    const question = sections.flatMap((s) => s.questions).find((q) => q.key === key)
    if (!question) return field
    if (option === undefined) return say(question)
    const found = question.options.find((o) => o.key === option)
    return found ? say(found) : option
  }
  return (
    <>
      <p className="surv-lead">{t('form.lead')}</p>
      <ContractForm
        schema={schema}
        labels={label}
        value={answers}
        columns={2}
        draftKey={`case-form-${caseId}`}
        sections={sections.map((s) => ({ title: say(s), fields: s.questions.map((q) => q.key) }))}
        submitLabel={t('form.save')}
        onCancel={close}
        onSubmit={async (values) => {
          await call.surveillance.saveForm({ id: caseId, version: file.version, answers: values as Answers })
          close()
          await client.invalidateQueries()
          toast.done(t('form.done'))
        }}
      />
    </>
  )
}
