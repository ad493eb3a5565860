import { Textarea, TextInput } from '@mantine/core'
import { Card, Choice, DateField, useT } from '../../../../../web/kit/index.ts'
import { REPORTING_LEVELS } from '../../templates/contract.ts'
import '../template-messages.ts'
import { type EditorProps, useFault } from './parts.tsx'

/** What the template is called, who issues the report, to whom it goes, from when it counts. */
export function Head({
  body,
  faults,
  change,
  legalBasis,
  onBasis,
}: Omit<EditorProps, 'figures'> & { legalBasis: string; onBasis: (text: string) => void }) {
  const t = useT('templates')
  const fault = useFault(faults)
  const name = body.name ?? { vi: '', en: '' }
  const levels = body.levels ?? [...REPORTING_LEVELS]
  return (
    <Card title={t('head')}>
      <div className="template-fields">
        <TextInput
          label={t('head.nameVi')}
          withAsterisk
          maxLength={200}
          value={name.vi}
          error={fault('name.vi')}
          onChange={(e) => {
            const vi = e.currentTarget.value
            change((b) => ({ ...b, name: { ...name, vi } }))
          }}
        />
        <TextInput
          label={t('head.nameEn')}
          withAsterisk
          maxLength={200}
          value={name.en}
          error={fault('name.en')}
          onChange={(e) => {
            const en = e.currentTarget.value
            change((b) => ({ ...b, name: { ...name, en } }))
          }}
        />
        <Textarea
          label={t('head.issuer')}
          withAsterisk
          autosize
          minRows={2}
          maxLength={300}
          value={body.issuer}
          error={fault('issuer')}
          onChange={(e) => {
            const issuer = e.currentTarget.value
            change((b) => ({ ...b, issuer }))
          }}
        />
        <Textarea
          label={t('head.basis')}
          description={t('head.basis.help')}
          withAsterisk
          autosize
          minRows={1}
          maxLength={500}
          value={legalBasis}
          error={fault('legalBasis')}
          onChange={(e) => onBasis(e.currentTarget.value)}
        />
        <TextInput
          label={t('head.symbol')}
          description={t('head.symbol.help')}
          withAsterisk
          maxLength={60}
          value={body.symbol}
          error={fault('symbol')}
          onChange={(e) => {
            const symbol = e.currentTarget.value
            change((b) => ({ ...b, symbol }))
          }}
        />
        <DateField
          label={t('head.countFrom')}
          value={body.countFrom}
          onChange={(value) => {
            // What is typed half is no date yet: the last whole one stands until it is.
            if (value && /^\d{4}-\d{2}-\d{2}$/.test(value)) change((b) => ({ ...b, countFrom: value }))
          }}
        />
        <Choice
          label={t('head.levels')}
          multiple
          options={REPORTING_LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))}
          value={levels}
          onChange={(next) => {
            // Nobody at all is no choice: all who report may use it then.
            const some = next.length > 0 && next.length < REPORTING_LEVELS.length
            change((b) => ({ ...b, levels: some ? next : undefined }))
          }}
        />
        {REPORTING_LEVELS.filter((level) => levels.includes(level)).map((level) => (
          <TextInput
            key={level}
            label={t('head.addressee', { level: t(`level.${level}`) })}
            description={t('head.addressee.help', { parent: '{parent}' })}
            maxLength={300}
            value={body.addressee[level] ?? ''}
            onChange={(e) => {
              const to = e.currentTarget.value
              change((b) => ({ ...b, addressee: { ...b.addressee, [level]: to } }))
            }}
          />
        ))}
        <Textarea
          label={t('head.recipients')}
          autosize
          minRows={2}
          value={body.recipients.join('\n')}
          onChange={(e) => {
            const recipients = e.currentTarget.value.split('\n').slice(0, 30)
            change((b) => ({ ...b, recipients }))
          }}
        />
      </div>
    </Card>
  )
}
