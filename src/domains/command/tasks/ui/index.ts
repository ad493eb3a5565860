export { MyTasks } from './MyTasks.tsx'
export { Response } from './Response.tsx'
export { TaskPage } from './TaskPage.tsx'
