// The next rows ahead of Streamlit, which goes round the whole page for a click and draws it twice: asked for at once, and
// drawn as soon as the database has them. What Streamlit brings afterwards is what counts.

const PAUSE = 40 // ms in which another letter may follow; the search box itself waits longer
const JSON_TOO = { "content-type": "application/json" }
const LONGEST = 3000 // ms: then what Streamlit last said stands there again

// Listen to what stands around the table: the boxes typed into and the buttons pressed, known by their keys.
export function begin(mount, table) {
  const heard = new AbortController(), listen = { capture: true, signal: heard.signal }
  document.addEventListener("input", event => typed(mount, table, event.target), listen)
  document.addEventListener("click", event => pressed(mount, table, event.target), listen)
  return () => heard.abort()
}

const within = (node, key) => node.closest?.(".st-key-" + CSS.escape(key))

function typed(mount, table, box) {
  for (const [key, field] of Object.entries(mount.data?.ahead?.typed ?? {})) {
    if (!within(box, key)) continue
    clearTimeout(mount.pause)
    mount.pause = setTimeout(() => ask(mount, table, { [field]: box.value }), PAUSE)
  }
}

function pressed(mount, table, target) {
  const button = target.closest?.("button:not(:disabled)")
  if (!button) return
  for (const [key, change] of Object.entries(mount.data?.ahead?.pressed ?? {})) {
    if (within(button, key)) ask(mount, table, change)
  }
}

export async function ask(mount, table, change) {
  const { ahead } = mount.data, { told } = mount
  if (!ahead) return
  mount.asked?.abort()
  const mine = mount.asked = new AbortController()
  const query = { ...ahead.wanted.query, ...change }
  const rows = await post(ahead.door, { ...ahead.wanted, query }, mine.signal)
  // Nothing to show is a page of its own, and worded there.
  if (!rows.length || mount.asked !== mine || mount.told !== told || !mount.root.isConnected) return
  mount.over = told // which is not to be drawn again for what else Streamlit draws
  table.draw(mount, { ...mount.data, rows, order: query.order_by ?? mount.data.order }, { turned: "after" in change || "before" in change })
  setTimeout(() => mount.over === told && mount.asked === mine && table.hear(mount, told), LONGEST)
}

async function post(door, wanted, signal) {
  try {
    const answer = await fetch(door, { method: "POST", body: JSON.stringify(wanted), headers: JSON_TOO, signal })
    return answer.ok ? await answer.json() : []
  } catch {
    return [] // Streamlit says what is wrong
  }
}
