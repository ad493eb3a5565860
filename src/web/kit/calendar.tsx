import { DatePicker, DatesProvider } from '@mantine/dates'
import '@mantine/dates/styles.css'
import 'dayjs/locale/vi.js'
import { useLanguage } from './i18n.ts'

// The calendar's own mark stands on the browser's day; the demo lives in 2021.
const TODAY = { 'data-today': true, 'data-highlight-today': true, 'aria-current': 'date' } as const

/** A month to pick a day from. `value` and `today` are 'YYYY-MM-DD'. */
export default function Calendar({
  value,
  today,
  onChange,
}: {
  value: string | null
  today: string
  onChange: (day: string | null) => void
}) {
  const [language] = useLanguage()
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, weekendDays: [] }}>
      <DatePicker
        value={value}
        defaultDate={value ?? today}
        getDayProps={(day) => (day === today ? TODAY : {})}
        onChange={onChange}
      />
    </DatesProvider>
  )
}
