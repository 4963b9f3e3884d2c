// The table: drawn from what Python sends, its selection shown at once, its order asked for.

import * as ahead from "./ahead.js"
import { cell, make, nameOf } from "./cells.js"
import { manner, renew } from "./moments.js"

const mounts = new WeakMap(), letters = new TextDecoder()
const drawing = { draw, hear } // what rows fetched ahead are drawn with
const AT_ONCE = 20 // rows: more than a screen holds

export default function (part) {
  const mount = mounts.get(part.parentElement) ?? begin(part.parentElement)
  mount.part = part
  if (part.data && part.data !== mount.over) hear(mount, part.data)
  return () => end(mount)
}

function hear(mount, told) {
  Object.assign(mount, { told, over: undefined })
  draw(mount, JSON.parse(letters.decode(told)))
}

function begin(place) {
  const root = make("div", "list"), box = make("div", "box"), table = make("table"), nothing = make("p", "nothing")
  root.style.visibility = "hidden" // until the style sheet says otherwise: nothing is shown undressed
  const mount = { place, root, nothing, table, pending: [], last: 0, lines: new Map(), boxes: new Map() }
  mount.caption = table.appendChild(make("caption"))
  mount.widths = table.appendChild(make("colgroup"))
  mount.head = table.appendChild(make("thead"))
  mount.body = table.appendChild(make("tbody"))
  box.append(table, nothing)
  root.append(box)
  root.onpointerdown = event => pressed(mount, event)
  root.onclick = event => clicked(mount, event)
  root.onkeydown = event => typed(mount, event)
  root.onpointerover = event => tell(event.target)
  mount.clock = setInterval(() => mount.how && renew(mount.body, mount.how), 20_000)
  // Whether its top lies above the screen; to ask when it is drawn would lay out the page once more.
  mount.watch = new IntersectionObserver(seen => { mount.above = seen.at(-1).boundingClientRect.top < 0 }, { threshold: [0, 1] })
  mount.watch.observe(mount.head)
  mount.deafen = ahead.begin(mount, drawing)
  place.append(root)
  mounts.set(place, mount)
  return mount
}

function end(mount) {
  clearInterval(mount.clock)
  mount.watch.disconnect()
  mount.deafen()
  mount.root.remove()
  mounts.delete(mount.place)
}

// Drawing

function draw(mount, data, how = {}) {
  const { columns, rows, words, zone, selectable, label } = data
  mount.data = data
  mount.last = Math.max(mount.last, data.heard)
  mount.pending = mount.pending.filter(([number]) => number > data.heard)
  mount.how = manner(words, zone)
  const frame = JSON.stringify([columns, words, selectable, label, zone]), afresh = frame !== mount.frame
  const toItsTop = (turned(mount) || how.turned) && mount.above // while the old rows still stood
  if (afresh) drawHead(mount)
  keepingFocus(mount, () => drawBody(mount, afresh))
  Object.assign(mount, { frame, order: data.order })
  mount.nothing.textContent = rows.length ? "" : data.empty
  mount.nothing.hidden = rows.length > 0
  mount.table.hidden = rows.length === 0
  drawOrder(mount)
  drawChosen(mount)
  if (toItsTop) mount.root.scrollIntoView({ block: "start" })
}

// A turned page is read from its top.
function turned(mount) {
  const page = new URLSearchParams(location.search).get("page") ?? "", before = mount.page ?? page
  mount.page = page
  return before !== page
}

function drawHead(mount) {
  const { columns, words, selectable, label } = mount.data, row = make("tr")
  mount.caption.textContent = label
  mount.widths.replaceChildren()
  if (selectable) {
    mount.all = tick("all", words.select_all)
    row.append(make("td", "tick"))
    row.firstChild.append(mount.all)
    mount.widths.append(make("col", "tick"))
  }
  for (const column of columns) {
    const col = make("col", looks(column)), head = make("th", looks(column))
    col.style.setProperty("--share", column.width)
    mount.widths.append(col)
    head.scope = "col"
    const title = head.appendChild(make(column.sort ? "button" : "span", "title cut", column.title))
    if (column.sort) {
      Object.assign(title, { type: "button" })
      title.dataset.sort = column.sort
      title.append(Object.assign(make("span", "arrow"), { ariaHidden: "true" })) // `aria-sort` says it
    }
    row.append(head)
  }
  mount.head.replaceChildren(row)
}

const looks = column => `${column.kind}-cell${column.narrow ? "" : " wide"}`

function tick(key, label) {
  const box = make("input", "box-tick")
  Object.assign(box, { type: "checkbox", ariaLabel: label })
  box.dataset.k = key
  return box
}

// What is seen first is drawn first, the rows below it once that stands on the screen: most of the time goes into how they
// are laid out. A row that reads as before stays the node it is, unless the columns, the words or the zone are others
// (`afresh`).
function drawBody(mount, afresh) {
  const { data } = mount, stood = afresh ? new Map() : mount.lines
  const lines = data.rows.map(row => ({ row, told: JSON.stringify(row) }))
  for (const one of lines) if (stood.get(one.row.id)?.told === one.told) one.node = stood.get(one.row.id).node
  const kept = new Set(lines.map(one => one.node))
  mount.lines = new Map()
  mount.boxes.clear()
  drawRows(mount, lines.slice(0, AT_ONCE), 0, kept)
  const rest = () => {
    drawRows(mount, lines.slice(AT_ONCE), AT_ONCE, kept)
    while (mount.body.rows.length > lines.length) mount.body.lastChild.remove()
  }
  if (lines.length <= AT_ONCE || mount.body.rows.length <= AT_ONCE || document.hidden) return rest()
  requestAnimationFrame(() => setTimeout(() => {
    if (mount.data !== data) return // another page came meanwhile
    keepingFocus(mount, rest)
    drawChosen(mount)
  }))
}

function drawRows(mount, lines, from, kept) {
  const { columns, selectable } = mount.data, mold = blankRow(columns, selectable)
  lines.forEach(({ row, told, node = drawRow(mount, row, mold.cloneNode(true)) }, at) => {
    const there = mount.body.rows[from + at]
    mount.lines.set(row.id, { told, node })
    if (selectable) mount.boxes.set(row.id, node.querySelector(".box-tick"))
    if (there === node) return
    if (there && !kept.has(there)) there.replaceWith(node)
    else mount.body.insertBefore(node, there ?? null)
  })
}

function drawRow({ data: { columns, words, selectable }, how }, row, line) {
  const cells = [...line.cells], box = selectable && cells.shift().firstChild
  line.dataset.id = row.id
  if (row.href) line.className = "leads"
  if (box) {
    box.dataset.k = "box " + row.id
    box.ariaLabel = words.select.replaceAll("{name}", () => nameOf(row.cells[0], words))
  }
  columns.forEach((column, at) => cells[at].append(cell(row.cells[at], column, how)))
  if (row.href) lead(cells[0], row)
  return line
}

// Copied for each row, which is quicker than making every cell anew. The first cell names its row.
function blankRow(columns, selectable) {
  const row = make("tr")
  if (selectable) row.appendChild(make("td", "tick")).append(tick("", ""))
  columns.forEach((column, at) => {
    const place = row.appendChild(make(at ? "td" : "th", looks(column)))
    if (!at) place.scope = "row"
  })
  return row
}

// The words of the first cell are the link.
function lead(place, row) {
  const words = place.querySelector(".name") ?? place.firstChild, link = words.tagName === "A" ? words : make("a")
  link.classList.add("row-link")
  link.href = row.href
  link.dataset.k = "link " + row.id
  if (link === words) return
  words.before(link)
  link.append(words)
}

// A redraw takes the focus away from what it replaces: give it back to its heir, or to the row in its place.
function keepingFocus(mount, redraw) {
  const held = mount.place.activeElement
  const key = held && mount.body.contains(held) ? held.dataset.k : undefined
  const at = key ? [...mount.body.rows].indexOf(held.closest("tr")) : -1
  redraw()
  if (!key) return
  const next = mount.body.rows[Math.min(at, mount.body.rows.length - 1)]
  const heir = find(mount, key) ?? (next && find(mount, key.split(" ")[0] + " " + next.dataset.id))
  heir?.focus({ preventScroll: true })
}

const find = (mount, key) => mount.body.querySelector(`[data-k="${CSS.escape(key)}"]`)

function drawOrder({ head, order }) {
  for (const button of head.querySelectorAll("button")) {
    const down = order === "-" + button.dataset.sort, sorted = down || order === button.dataset.sort
    button.closest("th").ariaSort = sorted ? (down ? "descending" : "ascending") : "none"
    button.lastChild.textContent = down ? "↓" : "↑"
  }
}

const shown = mount => mount.data.rows.map(row => row.id)

function drawChosen(mount) {
  if (!mount.data.selectable) return
  const chosen = new Set(mount.data.selected)
  for (const [, on, ids] of mount.pending) for (const id of ids) on ? chosen.add(id) : chosen.delete(id)
  for (const [id, box] of mount.boxes) {
    box.checked = chosen.has(id)
    box.closest("tr").classList.toggle("chosen", box.checked)
  }
  const ids = shown(mount), count = ids.filter(id => chosen.has(id)).length
  mount.all.checked = count > 0 && count === ids.length
  mount.all.indeterminate = count > 0 && count < ids.length
}

// Choosing: shown first, told at once, and told again until Python has said that it heard.

function choose(mount, ids, on) {
  mount.last = Math.max(mount.last + 1, Date.now())
  mount.pending.push([mount.last, on, ids])
  drawChosen(mount)
  mount.part.setStateValue("chosen", [...mount.pending])
}

function chooseOne(mount, id, on, range) {
  const ids = shown(mount), from = ids.indexOf(mount.anchor), to = ids.indexOf(id)
  mount.anchor = id
  choose(mount, range && from >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id], on)
}

// Hands

function pressed(mount, event) {
  mount.pressedAt = [event.clientX, event.clientY]
  if (event.shiftKey && event.target.type === "checkbox") event.preventDefault() // no text selected by a range
}

const dragged = ({ pressedAt: [x, y] = [0, 0] }, event) => Math.hypot(event.clientX - x, event.clientY - y) > 4

function clicked(mount, event) {
  const target = event.target, button = target.closest("button"), link = target.closest("a")
  const row = target.closest("tbody tr")
  if (target === mount.all) return choose(mount, shown(mount), target.checked)
  if (target.type === "checkbox") return chooseOne(mount, row.dataset.id, target.checked, event.shiftKey)
  if (button) return sort(mount, button.dataset.sort)
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return
  if (link) return open(link.href, event)
  if (target.closest(".tick")) return
  const href = row?.querySelector("a.row-link")?.href
  if (href && !dragged(mount, event)) open(href, event)
}

// Streamlit listens for popstate: the page opens within the session, and Back returns to the list as it was.
function open(href, event) {
  const { origin, pathname, searchParams } = new URL(href)
  if (origin !== location.origin || pathname.startsWith("/downloads/")) return
  event.preventDefault()
  history.pushState({}, "", href)
  dispatchEvent(new PopStateEvent("popstate"))
  // What was typed just before the click is still on its way, and its answer puts the list's path back under our query.
  const ours = now => [...searchParams].every(([name, value]) => now.get(name) === value)
  const look = setInterval(() => {
    if (location.pathname === pathname || !ours(new URLSearchParams(location.search))) return
    history.replaceState({}, "", href)
    dispatchEvent(new PopStateEvent("popstate"))
  }, 100)
  setTimeout(() => clearInterval(look), 5000)
}

function sort(mount, name) {
  const { newest } = mount.data.columns.find(column => column.sort === name)
  const [first, second] = newest ? ["-" + name, name] : [name, "-" + name]
  mount.order = mount.order === first ? second : first
  drawOrder(mount)
  mount.part.setTriggerValue("sort", mount.order)
  ahead.ask(mount, drawing, { order_by: mount.order })
}

function typed(mount, event) {
  const [kind, id] = event.target.dataset?.k?.split(" ") ?? [], step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!id || event.ctrlKey || event.metaKey || event.altKey) return
  if (step) {
    const rows = [...mount.body.rows], next = rows[rows.indexOf(event.target.closest("tr")) + step]
    if (next) find(mount, `${kind} ${next.dataset.id}`)?.focus()
  } else if (kind === "link" && mount.data.selectable && (event.key === " " || event.key === "x")) {
    chooseOne(mount, id, !event.target.closest("tr").querySelector(".box-tick").checked, false)
  } else return
  event.preventDefault()
  event.stopPropagation()
}

// What is cut off can be read on hover.
function tell(target) {
  const cut = target.closest?.(".cut")
  if (cut) cut.title = cut.scrollWidth > cut.clientWidth || cut.scrollHeight > cut.clientHeight ? cut.textContent : ""
}
