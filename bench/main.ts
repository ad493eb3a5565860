import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { openHouse } from './house.ts'
import { imports, large } from './imports.ts'
import { load } from './load.ts'
import { reads } from './reads.ts'
import { type Row, tableOf } from './stats.ts'
import { web } from './web.ts'
import { writes } from './writes.ts'

const SECTIONS = { reads, writes, imports, large, load, web }

/** `npm run bench [-- reads writes imports large load web] [--data folder] [--json]`: ours beside baselines of the same run. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: 'data' }, json: { type: 'boolean' } },
})
const wanted = positionals.length ? positionals : Object.keys(SECTIONS)
const house = await openHouse(values.data)
const rows: Row[] = []
try {
  for (const name of wanted) {
    const section = SECTIONS[name as keyof typeof SECTIONS]
    if (!section) throw new Error(`There is no section ${name}: ${Object.keys(SECTIONS).join(', ')}`)
    rows.push(...(await section(house)))
  }
} finally {
  await house.close()
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${house.people} people, ${house.cases} cases, ${new Date().toISOString().slice(0, 10)}`
if (values.json) console.log(JSON.stringify({ machine, rows }, null, 2))
else console.log(`${machine}\n\n${tableOf(rows)}`)
process.exit(0)
