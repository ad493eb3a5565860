import { DirectedGraph } from 'graphology'
import Sigma from 'sigma'
import type { NetworkLink, NetworkNode, NetworkPicture } from './network-layout.ts'

/** Colours and font of the page as they are now: WebGL needs them as values. */
export interface NetworkLook {
  ink: string
  muted: string
  line: string
  card: string
  font: string
}

interface NodeAttributes {
  x: number
  y: number
  size: number
  color: string
  label: string
}

/** A network on the screen; loaded when the first one is shown. */
export interface NetworkView {
  place(picture: NetworkPicture): void
  /** @param colours one a node */
  paint(colours: readonly string[], look: NetworkLook): void
  /** @param lit what stays bright beside it; everything when there is none */
  select(node: number | undefined, lit: ReadonlySet<number> | undefined): void
  /** Brings a node into the middle when it is out of sight. */
  show(node: number): void
  zoom(how: 'in' | 'out' | 'fit'): void
  /** Calls back after each drawing with how points of the picture lie on the screen, in px. */
  onDrawn(drawn: (toScreen: (x: number, y: number) => { x: number; y: number }) => void): void
  /** What is on the screen now, twice as fine, with words under and over it. */
  picture(words: PictureWords): Promise<Blob>
  close(): void
}

interface PictureWords {
  title: string
  legend: readonly { label: string; colour: string }[]
  marks: readonly { x: number; y: number; text: string }[]
}

const key = String

/**
 * @param onPick node pressed, or nothing of them
 * @param onOpen node pressed twice
 */
export function openNetwork(
  box: HTMLElement,
  nodes: readonly NetworkNode[],
  links: readonly NetworkLink[],
  look: NetworkLook,
  { onPick, onOpen }: { onPick: (node: number | undefined) => void; onOpen: (node: number) => void },
): NetworkView {
  const graph = new DirectedGraph<NodeAttributes>()
  const small = nodes.length > 3000 ? 0.6 : 1
  nodes.forEach((n, i) => {
    const size = small * Math.min(14, 3.4 + 1.7 * Math.sqrt(n.weight))
    graph.addNode(key(i), { x: 0, y: i, size, color: look.line, label: n.label })
  })
  for (const l of links) if (l.from !== l.to) graph.mergeEdge(key(l.from), key(l.to))
  let now = look
  let selected: number | undefined
  let hovered: number | undefined
  let lit: ReadonlySet<number> | undefined
  const sigma = new Sigma<NodeAttributes>(graph, box, {
    allowInvalidContainer: true,
    defaultEdgeType: links.length > 3000 ? 'line' : 'arrow',
    labelFont: look.font,
    labelSize: 11.5,
    labelWeight: '500',
    labelRenderedSizeThreshold: nodes.length > 300 ? 7 : 4,
    labelGridCellSize: 70,
    stagePadding: 34,
    zIndex: true,
    minCameraRatio: 0.004,
    maxCameraRatio: 2,
    defaultDrawNodeHover: (context, data, settings) => {
      const text = data.label ?? ''
      context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`
      const width = context.measureText(text).width + 14
      const [x, y] = [data.x + data.size + 5, data.y - 12]
      context.beginPath()
      context.roundRect(x, y, width, 24, 6)
      context.fillStyle = now.card
      context.strokeStyle = now.line
      context.fill()
      context.stroke()
      context.beginPath()
      context.arc(data.x, data.y, data.size + 2, 0, 2 * Math.PI)
      context.strokeStyle = now.ink
      context.lineWidth = 1.5
      context.stroke()
      context.lineWidth = 1
      context.fillStyle = now.ink
      context.fillText(text, x + 7, data.y + settings.labelSize / 3)
    },
    nodeReducer: (id, data) => {
      const i = Number(id)
      const isDim = lit !== undefined && !lit.has(i)
      return {
        ...data,
        ...(isDim ? { color: now.line, label: '', zIndex: 0 } : { zIndex: 1 }),
        ...(i === hovered || i === selected
          ? { label: nodes[i]!.name, highlighted: true, zIndex: 2, forceLabel: true }
          : {}),
      }
    },
    edgeReducer: (id, data) => {
      const isLit = lit?.has(Number(graph.source(id))) === true && lit.has(Number(graph.target(id)))
      return { ...data, color: isLit ? now.muted : now.line, size: isLit ? 2 : 1, zIndex: isLit ? 1 : 0 }
    },
  })
  sigma.on('clickNode', ({ node }) => onPick(Number(node)))
  sigma.on('clickStage', () => onPick(undefined))
  sigma.on('doubleClickNode', ({ node, preventSigmaDefault }) => {
    preventSigmaDefault()
    onOpen(Number(node))
  })
  const hover = (node: number | undefined) => {
    hovered = node
    box.style.cursor = node === undefined ? '' : 'pointer'
    sigma.scheduleRefresh({ layoutUnchange: true })
  }
  sigma.on('enterNode', ({ node }) => hover(Number(node)))
  sigma.on('leaveNode', () => hover(undefined))
  let drawn = () => {}
  sigma.on('afterRender', () => drawn())
  const camera = sigma.getCamera()
  return {
    place({ x, y }) {
      graph.updateEachNodeAttributes((id, a) => ({ ...a, x: x[Number(id)]!, y: y[Number(id)]! }), {
        attributes: ['x', 'y'],
      })
      camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 })
    },
    paint(colours, next) {
      now = next
      sigma.setSetting('labelColor', { color: next.ink })
      graph.updateEachNodeAttributes((id, a) => ({ ...a, color: colours[Number(id)]! }), {
        attributes: ['color'],
      })
      sigma.refresh({ skipIndexation: true })
    },
    select(node, bright) {
      selected = node
      lit = bright
      sigma.refresh({ skipIndexation: true })
    },
    show(node) {
      const at = sigma.getNodeDisplayData(key(node))
      if (!at) return
      const { width, height } = sigma.getDimensions()
      const seen = sigma.framedGraphToViewport(at)
      const isSeen = seen.x > 30 && seen.x < width - 30 && seen.y > 30 && seen.y < height - 30
      if (!isSeen) camera.setState({ x: at.x, y: at.y, ratio: Math.min(camera.ratio, 0.5) })
    },
    zoom(how) {
      if (how === 'in') void camera.animatedZoom({ duration: 150 })
      else if (how === 'out') void camera.animatedUnzoom({ duration: 150 })
      else void camera.animatedReset({ duration: 150 })
    },
    onDrawn(next) {
      drawn = () => next((x, y) => sigma.graphToViewport({ x, y }))
      sigma.refresh()
    },
    picture({ title, legend, marks }) {
      // What WebGL has drawn is gone by the next frame: draw and copy in one go.
      sigma.refresh()
      const { width, height } = sigma.getDimensions()
      const canvas = document.createElement('canvas')
      const [head, foot] = [40, 34]
      canvas.width = 2 * width
      canvas.height = 2 * (height + head + foot)
      const c = canvas.getContext('2d')!
      c.scale(2, 2)
      c.fillStyle = now.card
      c.fillRect(0, 0, width, height + head + foot)
      for (const name of ['edges', 'nodes', 'edgeLabels', 'labels', 'hovers', 'hoverNodes'])
        c.drawImage(sigma.getCanvases()[name]!, 0, head, width, height)
      c.fillStyle = now.ink
      c.font = `600 15px ${now.font}`
      c.fillText(title, 14, 26)
      c.font = `500 11.5px ${now.font}`
      c.textAlign = 'center'
      c.fillStyle = now.muted
      for (const m of marks) {
        const at = sigma.graphToViewport(m)
        c.fillText(m.text, at.x, at.y + head)
      }
      c.textAlign = 'left'
      let x = 14
      for (const { label, colour } of legend) {
        c.fillStyle = colour
        c.fillRect(x, height + head + 12, 10, 10)
        c.fillStyle = now.ink
        c.fillText(label, x + 15, height + head + 21)
        x += 34 + c.measureText(label).width
      }
      return new Promise((resolve, reject) =>
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('No picture'))), 'image/png'),
      )
    },
    close: () => sigma.kill(),
  }
}
