import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { command } from './command.ts'
import { epi } from './epi.ts'
import { followups } from './followups.ts'
import { type House, openHouse } from './house.ts'
import { imports, large } from './imports.ts'
import { load } from './load.ts'
import { matching } from './matching.ts'
import { network } from './network.ts'
import { reads } from './reads.ts'
import { type Row, tableOf } from './stats.ts'
import { tracing } from './tracing.ts'
import { warning } from './warning.ts'
import { web } from './web.ts'
import { writes } from './writes.ts'

/** Sections that time the running product. */
const IN_HOUSE = { reads, writes, imports, large, followups, network, warning, command, load, web }
/** Sections that time an engine by itself: no server, no data. */
const ALONE = { tracing, epi, matching }

/**
 * `npm run bench [-- reads writes imports large followups network warning command load web tracing epi matching] [--data folder]
 * [--json]`: ours beside baselines of the same run.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: 'data' }, json: { type: 'boolean' } },
})
const known = [...Object.keys(IN_HOUSE), ...Object.keys(ALONE)]
const wanted = positionals.length ? positionals : known
const rows: Row[] = []
let house: House | undefined
try {
  for (const name of wanted) {
    if (!known.includes(name)) throw new Error(`There is no section ${name}: ${known.join(', ')}`)
    if (name in ALONE) rows.push(...(await ALONE[name as keyof typeof ALONE]()))
    else {
      house ??= await openHouse(values.data)
      rows.push(...(await IN_HOUSE[name as keyof typeof IN_HOUSE](house)))
    }
  }
} finally {
  await house?.close()
}
const people = house ? `, ${house.people} people, ${house.cases} cases` : ''
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}${people}, ${new Date().toISOString().slice(0, 10)}`
if (values.json) console.log(JSON.stringify({ machine, rows }, null, 2))
else console.log(`${machine}\n\n${tableOf(rows)}`)
process.exit(0)
