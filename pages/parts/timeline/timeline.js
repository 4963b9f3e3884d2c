// The timeline: a list of what happened. Data reaches the page through textContent and nothing else.

import { make } from "../usercore.table/cells.js"
import { manner, renew, time } from "../usercore.table/moments.js"

const mounts = new WeakMap()

export default function ({ parentElement, data }) {
  const mount = mounts.get(parentElement) ?? begin(parentElement)
  if (data) draw(mount, data)
  return () => {
    clearInterval(mount.clock)
    mount.root.remove()
    mounts.delete(parentElement)
  }
}

function begin(place) {
  const mount = { root: make("div", "timeline"), list: make("ol", ""), nothing: make("p", "nothing") }
  mount.root.style.visibility = "hidden" // until the style sheet says otherwise: nothing is shown undressed
  mount.clock = setInterval(() => mount.how && renew(mount.list, mount.how), 20_000)
  mount.root.append(mount.list, mount.nothing)
  place.append(mount.root)
  mounts.set(place, mount)
  return mount
}

function draw(mount, { label, empty, zone, words, entries }) {
  mount.how = manner(words, zone)
  mount.list.ariaLabel = label
  mount.list.hidden = entries.length === 0
  mount.nothing.hidden = entries.length > 0
  mount.nothing.textContent = entries.length ? "" : empty
  mount.list.replaceChildren(...entries.map(entry => item(entry, mount.how)))
}

function item({ at, title, detail, tone, icon }, how) {
  const node = make("li", ""), what = make("div", "what")
  const dot = make("span", (icon ? "icon tone-" : "dot tone-") + tone, icon || undefined)
  dot.ariaHidden = "true"
  what.append(own(make("span", "title", title)))
  if (detail) what.append(own(make("span", "detail", detail)))
  node.append(dot, what, time(at, "brief", how))
  return node
}

// Text in any script keeps its direction to itself.
function own(node) {
  node.dir = "auto"
  return node
}
