// One cell of each kind. Data reaches the page as text and as nothing else.

import { time } from "./moments.js"

export function make(tag, looks, text) {
  const node = document.createElement(tag)
  if (looks) node.className = looks
  if (text !== undefined) node.textContent = text
  return node
}

// Text of any length in any script: cut with an ellipsis, and its own direction kept to itself.
export function line(tag, looks, text) {
  const node = make(tag, "cut " + looks)
  node.dir = "auto"
  if (text) write(node, text)
  return node
}

// An address that needs a second line goes on in it behind a colon or with its @, not in the middle of a word; what is
// copied is the address alone.
function write(node, text) {
  if (!/^[^\s:@]+[:@]\S*$/.test(text)) return void (node.textContent = text)
  const parts = text.match(/@?[^:@]*:*/g).filter(Boolean)
  node.replaceChildren(...parts.flatMap((part, at) => (at ? [make("wbr"), part] : [part])))
}

const toned = value => (Array.isArray(value) ? value : [value, "grey"])

function text(value) {
  return Array.isArray(value) ? line("span", "tone-" + value[1], value[0]) : line("span", "", value)
}

function badge(value) {
  return line("span", "badge", toned(value)[0])
}

// Parts of several nodes are made once and copied: that is most of the time a page of rows takes.
const molds = { status: make("span", "status"), person: make("span", "person") }
molds.status.append(make("span", "dot"), line("span", "", ""))
molds.person.append(make("span", "face"), make("span", "who"))
molds.person.lastChild.append(line("span", "name", ""), line("span", "under", ""), line("span", "under on-phone", ""))
molds.status.firstChild.ariaHidden = molds.person.firstChild.ariaHidden = "true"

function status(value) {
  const node = molds.status.cloneNode(true), [word, tone] = toned(value)
  node.firstChild.className = "dot tone-" + tone
  node.lastChild.textContent = word
  return node
}

function person(value, column, how) {
  const node = molds.person.cloneNode(true), [face, who] = node.children, name = nameOf(value, how.words)
  if (value.hue === null) face.className = "face program"
  else face.style.setProperty("--hue", value.hue)
  face.textContent = value.hue === null ? ">_" : initials(name)
  const [first, under, onPhone] = who.children
  write(first, name)
  if (!value.name) first.classList.add("none")
  if (value.name && value.under) under.textContent = value.under
  else under.remove()
  if (value.phone) onPhone.textContent = value.phone
  else onPhone.remove()
  return node
}

function link(cell) {
  if (typeof cell === "string") return text(cell)
  const [words, href] = cell
  const node = line("a", "", words)
  node.href = href
  return node
}

function number(value, column, how) {
  return make("span", "number", how.number.format(value))
}

const KINDS = {
  text, badge, status, person, link, number,
  moment: (value, column, how) => time(value, "ago", how),
  date: (value, column, how) => time(value, "date", how),
}

export function cell(value, column, how) {
  return value === null ? make("span", "none", column.dash) : KINDS[column.kind](value, column, how)
}

// What a row is called when it is spoken of: by its first cell.
export function nameOf(value, words) {
  if (Array.isArray(value)) return value[0]
  return (value?.name ?? value ?? "") || value?.under || words.unnamed
}

// The first letters of the first and the last word, whatever the script.
function initials(name) {
  const letters = name.split(/[\s@]+/u).map(word => word.match(/[\p{L}\p{N}]\p{M}*/u)?.[0]).filter(Boolean)
  const ends = letters.length > 1 && !name.includes("@") ? [letters[0], letters.at(-1)] : letters.slice(0, 1)
  return ends.join("").toLocaleUpperCase()
}
