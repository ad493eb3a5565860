export { Response } from './Response.tsx'
