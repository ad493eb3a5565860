import type { Task } from '../contract.ts'

/** What a task is called in a list: by its title; one of a checklist by what is done about what. */
export const titleOf = (t: (key: string) => string, task: Pick<Task, 'title' | 'kind' | 'subjectLabel'>) =>
  task.title ?? (task.kind === 'other' ? task.subjectLabel : `${t(task.kind)}: ${task.subjectLabel}`)
