// What stands beneath a field for a new password: four bars and their meaning in words, which also describe the field.

const mounts = new WeakMap()
let number = 0

export default function ({ parentElement, data }) {
  const mount = mounts.get(parentElement) ?? begin(parentElement)
  if (data) draw(mount, data)
  return () => {
    mount.root.remove()
    mounts.delete(parentElement)
  }
}

function make(tag, looks) {
  const node = document.createElement(tag)
  node.className = looks
  return node
}

function begin(place) {
  const mount = { root: make("div", "new-password"), bars: make("div", "bars"), said: make("p", "said") }
  mount.root.style.visibility = "hidden" // until the style sheet says otherwise: nothing is shown undressed
  mount.bars.ariaHidden = "true" // the words say the same
  mount.bars.append(...Array.from({ length: 4 }, () => make("span", "bar")))
  mount.said.id = `new-password-${++number}`
  mount.said.role = "status" // read out when it changes, once the typing pauses
  mount.word = make("strong", "word")
  mount.more = make("span", "more")
  mount.said.append(mount.word, " ", mount.more)
  mount.owner = owner()
  mount.root.append(mount.bars, mount.said, mount.owner)
  place.append(mount.root)
  mounts.set(place, mount)
  return mount
}

// A password manager looks for the name beside the password; nobody else sees this one.
function owner() {
  const node = make("input", "owner")
  Object.assign(node, { type: "text", autocomplete: "username", readOnly: true, tabIndex: -1, ariaHidden: "true" })
  return node
}

function draw(mount, { bars, tone, word, more, field, owner }) {
  mount.root.dataset.tone = tone
  ;[...mount.bars.children].forEach((bar, place) => bar.classList.toggle("full", place < bars))
  say(mount.word, word)
  say(mount.more, more)
  mount.owner.value = owner
  mount.owner.disabled = !owner
  const input = document.querySelector(`.st-key-${CSS.escape(field.replaceAll(".", "-"))} input`)
  input?.setAttribute("aria-describedby", mount.said.id)
}

function say(node, words) {
  if (node.textContent !== words) node.textContent = words // else it would be read out again
}
