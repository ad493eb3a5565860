import { CloseButton, Combobox, InputBase, Loader, useCombobox } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useT } from './i18n.ts'
import { toProblem } from './problem.ts'

export interface AsyncOption {
  value: string
  label: string
  /** Second line: what tells two of the same name apart. */
  detail?: string
}

export interface AsyncSelectProps {
  id?: string
  label: string
  description?: string
  error?: string
  required?: boolean
  disabled?: boolean
  placeholder?: string
  value: string | null | undefined
  /** The label of `value` where it is known, so that nothing has to be searched to show it. */
  valueLabel?: string
  onChange: (value: string | null, option?: AsyncOption) => void
  onBlur?: () => void
  /** Asks the server; accents and case are its business. Called with '' when the list opens. */
  search: (query: string) => Promise<AsyncOption[]>
}

/** A record chosen by typing part of its name; searches on the server 250 ms after the last key. */
export function AsyncSelect({
  value,
  valueLabel,
  onChange,
  onBlur,
  search,
  placeholder,
  ...rest
}: AsyncSelectProps) {
  const t = useT('kit')
  const [query, setQuery] = useState<string | null>(null)
  const [options, setOptions] = useState<AsyncOption[]>([])
  const [state, setState] = useState<'idle' | 'busy' | 'done' | 'failed'>('idle')
  const [problem, setProblem] = useState('')
  const [label, setLabel] = useState(valueLabel ?? '')
  const turn = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })

  useEffect(() => setLabel((l) => (value ? (valueLabel ?? l) : '')), [value, valueLabel])
  useEffect(() => () => clearTimeout(timer.current), [])

  const ask = useCallback(
    (text: string, wait: number) => {
      clearTimeout(timer.current)
      const mine = ++turn.current
      setState('busy')
      timer.current = setTimeout(async () => {
        try {
          const found = await search(text)
          // An answer to an older question must not replace a newer one.
          if (mine !== turn.current) return
          setOptions(found)
          setState('done')
        } catch (error) {
          if (mine !== turn.current) return
          setProblem(toProblem(error).message)
          setState('failed')
        }
      }, wait)
    },
    [search],
  )

  return (
    <Combobox
      store={combobox}
      withinPortal
      onOptionSubmit={(chosen) => {
        const option = options.find((o) => o.value === chosen)
        setLabel(option?.label ?? '')
        setQuery(null)
        combobox.closeDropdown()
        onChange(chosen, option)
      }}
    >
      <Combobox.Target>
        <InputBase
          {...rest}
          placeholder={placeholder ?? t('select.search')}
          value={query ?? (value ? label || value : '')}
          autoComplete="off"
          rightSectionPointerEvents={state === 'busy' ? 'none' : 'all'}
          rightSection={
            state === 'busy' ? (
              <Loader size={14} color="gray" />
            ) : value && !rest.disabled ? (
              <CloseButton
                size="sm"
                aria-label={t('select.clear', { label: rest.label })}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => {
                  setQuery(null)
                  setLabel('')
                  onChange(null)
                }}
              />
            ) : (
              <Combobox.Chevron />
            )
          }
          onChange={(event) => {
            setQuery(event.currentTarget.value)
            combobox.openDropdown()
            combobox.resetSelectedOption()
            ask(event.currentTarget.value, 250)
          }}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => {
            combobox.openDropdown()
            if (state === 'idle') ask('', 0)
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' && state === 'idle') ask('', 0)
          }}
          onBlur={() => {
            combobox.closeDropdown()
            // Text that was never chosen is no value; emptying the box clears it.
            if (query !== null && query.trim() === '') onChange(null)
            setQuery(null)
            onBlur?.()
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={state === 'idle'}>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={rest.label}>
          {state === 'failed' ? (
            <Combobox.Empty>{problem}</Combobox.Empty>
          ) : state === 'done' && options.length === 0 ? (
            <Combobox.Empty>
              {query?.trim() ? t('select.nothingFor', { query }) : t('select.nothing')}
            </Combobox.Empty>
          ) : (
            options.map((option) => (
              <Combobox.Option key={option.value} value={option.value} active={option.value === value}>
                <span className="vx-option">{option.label}</span>
                {option.detail && <span className="vx-option-detail">{option.detail}</span>}
              </Combobox.Option>
            ))
          )}
          {state === 'busy' && options.length === 0 && <Combobox.Empty>{t('loading')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
