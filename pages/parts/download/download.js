// Begins a download in this tab: the answer is an attachment, so the page stays.
export default function ({ data }) {
  if (!data || window.__usercoreDownload === data.ticket) return
  window.__usercoreDownload = data.ticket
  const link = document.createElement("a")
  link.href = "/downloads/" + (data.under ? data.under + "/" : "") + encodeURIComponent(data.ticket)
  link.download = ""
  document.body.append(link)
  link.click()
  link.remove()
}
