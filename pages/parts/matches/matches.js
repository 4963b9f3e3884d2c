// Who was found, and why. Data reaches the page through textContent and nothing else.

import { cell, make } from "../usercore.table/cells.js"
import { manner, renew, time } from "../usercore.table/moments.js"

const mounts = new WeakMap()

export default function ({ parentElement, data }) {
  const mount = mounts.get(parentElement) ?? begin(parentElement)
  if (data) draw(mount, data)
  return () => {
    clearInterval(mount.clock)
    mount.letGo?.()
    document.removeEventListener("keydown", mount.typed)
    mount.root.remove()
    mounts.delete(parentElement)
  }
}

function begin(place) {
  const mount = { root: make("div", "found"), said: make("p", "said"), list: make("ol"), ways: make("p", "ways") }
  mount.root.style.visibility = "hidden" // until the style sheet says otherwise: nothing is shown undressed
  mount.said.role = "status"
  mount.clock = setInterval(() => mount.how && renew(mount.list, mount.how), 20_000)
  mount.typed = event => typed(mount, event)
  document.addEventListener("keydown", mount.typed)
  mount.root.onkeydown = event => walked(mount, event)
  mount.root.onclick = clicked
  mount.root.append(mount.said, mount.list, mount.ways)
  place.append(mount.root)
  mounts.set(place, mount)
  return mount
}

// Drawing

function draw(mount, data) {
  const first = !mount.data
  mount.data = data
  mount.how = manner(data.words, data.zone)
  mount.list.ariaLabel = data.label
  mount.list.hidden = data.results.length === 0
  if (mount.said.textContent !== data.said) mount.said.textContent = data.said
  mount.ways.hidden = data.ways.length === 0
  const content = JSON.stringify([data.results, data.ways, data.zone])
  if (content !== mount.content) {
    mount.list.replaceChildren(...data.results.map(one => item(one, mount.how)))
    mount.ways.replaceChildren(...data.ways.map(way))
  }
  mount.content = content
  if (first) take(mount)
  if (mount.wanted !== undefined && mount.wanted === data.text) enter(mount)
}

function item({ href, who, status, reasons }, how) {
  const node = make("li"), main = make("a", "main")
  main.href = href
  main.append(cell(who, { kind: "person" }, how))
  const [first, ...others] = reasons, brief = first && !others.length && !first.href && !first.at
  if (brief) main.append(make("span", "brief", first.words))
  if (status) main.append(cell(status, { kind: "status" }, how))
  node.append(main)
  if (!brief && first) node.append(make("ul", "why"))
  for (const reason of brief ? [] : reasons) node.lastChild.append(because(reason, how))
  return node
}

function because({ words, at, href }, how) {
  const node = make("li"), told = node.appendChild(make(href ? "a" : "span", "", words))
  node.dir = "auto"
  if (href) told.href = href
  if (at) node.append(" ", time(at, "ago", how))
  return node
}

function way([words, href]) {
  const node = make("a", "", words)
  node.href = href
  return node
}

// Hands

const field = ({ data }) => data.within ? document.querySelector(`.st-key-${CSS.escape(data.within.replaceAll(".", "-"))} input`) : null
const links = mount => [...mount.root.querySelectorAll("a")]

// The dialog gives the focus to a button of its own as it opens, sooner or later than we are drawn.
function take(mount) {
  if (!mount.data.within) return
  const hold = setInterval(() => document.activeElement !== field(mount) && field(mount)?.focus(), 30)
  const moved = event => (event.type === "pointerdown" || event.key === "Tab" || event.key.startsWith("Arrow")) && mount.letGo()
  mount.letGo = () => {
    clearInterval(hold)
    document.removeEventListener("keydown", moved, true)
    document.removeEventListener("pointerdown", moved, true)
  }
  document.addEventListener("keydown", moved, true)
  document.addEventListener("pointerdown", moved, true)
  setTimeout(mount.letGo, 700)
}

function typed(mount, event) {
  if (!mount.data || event.isComposing || event.target !== field(mount)) return
  if (event.key === "ArrowDown" && links(mount).length) {
    event.preventDefault()
    links(mount)[0].focus()
  } else if (event.key === "Enter") {
    mount.wanted = event.target.value
    if (mount.wanted === mount.data.text) enter(mount) // else once its results are here
  } else mount.wanted = undefined
}

function enter(mount) {
  const [first] = links(mount), here = field(mount)
  mount.wanted = undefined
  if (!first || (here && here.value !== mount.data.text)) return
  mount.letGo?.()
  if (mount.data.sure) open(first.href)
  else first.focus()
}

function walked(mount, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return
  const all = links(mount), next = all.indexOf(event.target) + step
  event.preventDefault()
  if (next < 0) field(mount)?.focus()
  else all[next]?.focus()
}

function clicked(event) {
  const link = event.target.closest("a")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return
  event.preventDefault()
  open(link.href)
}

// Streamlit listens for popstate: the page opens within the session, the dialog closes, and Back leads here again.
function open(href) {
  history.pushState({}, "", href)
  dispatchEvent(new PopStateEvent("popstate"))
  closeMenu()
}

// On a phone the menu, from which the box was opened, lies over the page; choosing a page from it closes it too.
function closeMenu() {
  const button = document.querySelector("[data-testid=stSidebarCollapseButton] button")
  if (innerWidth <= 768 && button?.getBoundingClientRect().left >= 0) button.click()
}
