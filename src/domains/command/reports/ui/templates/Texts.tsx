import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { Card, useT } from '../../../../../web/kit/index.ts'
import { Phase } from '../../contract.ts'
import type { TemplateText } from '../../templates/contract.ts'
import '../template-messages.ts'
import { newText } from './body.ts'
import { type EditorProps, useFault, usePhaseWords } from './parts.tsx'

/** What whoever makes the report has to write beside the numbers. */
export function Texts({ body, faults, change }: Omit<EditorProps, 'figures'>) {
  const t = useT('templates')
  const phaseWords = usePhaseWords()
  const fault = useFault(faults)
  const set = (key: string, next: Partial<TemplateText>) =>
    change((b) => ({ ...b, texts: b.texts.map((x) => (x.key === key ? { ...x, ...next } : x)) }))
  return (
    <Card
      title={t('texts')}
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          disabled={body.texts.length >= 20}
          onClick={() => change((b) => ({ ...b, texts: [...b.texts, newText(b)] }))}
        >
          {t('text.add')}
        </Button>
      }
    >
      <p className="template-definition">{t('texts.help')}</p>
      {body.texts.length === 0 && <p className="vx-muted template-none">{t('texts.none')}</p>}
      {body.texts.map((text, i) => (
        <section key={text.key} className="template-row" aria-label={text.title.vi || t('text.add')}>
          <div className="template-row-fields" data-wide>
            <TextInput
              label={t('text.titleVi')}
              withAsterisk
              maxLength={200}
              value={text.title.vi}
              error={fault(`texts.${i}.title.vi`) ?? fault(`texts.${i}`)}
              onChange={(e) => set(text.key, { title: { ...text.title, vi: e.currentTarget.value } })}
            />
            <TextInput
              label={t('text.titleEn')}
              withAsterisk
              maxLength={200}
              value={text.title.en}
              error={fault(`texts.${i}.title.en`)}
              onChange={(e) => set(text.key, { title: { ...text.title, en: e.currentTarget.value } })}
            />
            <TextInput
              label={t('text.help')}
              maxLength={500}
              value={text.help ?? ''}
              onChange={(e) => set(text.key, { help: e.currentTarget.value || undefined })}
            />
            <NativeSelect
              label={t('text.place')}
              value={text.phase ?? ''}
              data={[
                { value: '', label: t('text.after') },
                ...Phase.options.map((value) => ({ value, label: phaseWords(value) })),
              ]}
              onChange={(e) =>
                set(text.key, { phase: Phase.nullable().catch(null).parse(e.currentTarget.value) })
              }
            />
          </div>
          <div className="template-row-head">
            <Checkbox
              label={t('text.required')}
              checked={text.required}
              onChange={(e) => set(text.key, { required: e.currentTarget.checked })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('text.remove', { words: text.title.vi })}
              onClick={() => change((b) => ({ ...b, texts: b.texts.filter((x) => x.key !== text.key) }))}
            >
              <X size={16} aria-hidden />
            </ActionIcon>
          </div>
        </section>
      ))}
    </Card>
  )
}
