// What a person drops, pastes or picks, as a list of files. Pure: nothing here touches a page or a network.

// transfer: a DataTransfer (of a drop or a paste), a FileList, or nothing. Folders and text are no files.
export function filesOf(transfer) {
  if (!transfer) return [];
  if (typeof transfer.length === "number") return [...transfer];
  const items = [...(transfer.items ?? [])];
  if (items.length === 0) return [...(transfer.files ?? [])];
  return items
    .filter((item) => item.kind === "file" && item.webkitGetAsEntry?.()?.isDirectory !== true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
}

// A drag carries files only by name of their types until it is dropped.
export function carriesFiles(transfer) {
  return [...(transfer?.types ?? [])].includes("Files");
}

// A pasted screenshot is always called «image.png»: the moment tells one from another.
export function nameOf(file, at) {
  if (file.name && file.name !== "image.png") return file.name;
  const extension = (file.type.split("/")[1] ?? "").replace(/[^a-z0-9]/g, "") || "bin";
  return `${at.toISOString().slice(0, 19).replace(/[T:]/g, "-")}.${extension}`;
}

// What is plainly beyond the limits is not sent at all; what a file really is, only the server tells.
// limits: {bytes}. Returns null, or {code, limit} as the server would answer.
export function refusalBefore(file, limits) {
  if (file.size === 0) return { code: "empty_file", limit: null };
  if (limits?.bytes && file.size > limits.bytes) return { code: "too_large", limit: limits.bytes };
  return null;
}
