import { Button } from '@mantine/core'
import { CalendarDays, Columns3 } from 'lucide-react'
import { useNavigateTo, useT } from '../../../../web/kit/index.ts'
import './messages.ts'

/** The two other ways to look at the register of tasks. */
export function OpenBoard() {
  const t = useT('tasks')
  const navigate = useNavigateTo()
  return (
    <>
      <Button
        variant="default"
        leftSection={<Columns3 size={16} aria-hidden />}
        onClick={() => navigate('/tasks/board')}
      >
        {t('board')}
      </Button>
      <Button
        variant="default"
        leftSection={<CalendarDays size={16} aria-hidden />}
        onClick={() => navigate('/tasks/board?view=calendar')}
      >
        {t('calendar')}
      </Button>
    </>
  )
}
