/** The panel beside the page: Chromium's side panel, Firefox's sidebar. */

const { sidePanel, sidebarAction } = /** @type {any} */ (chrome);

/** Whether this browser has one; Firefox for Android has none. */
export const HAS_PANEL = Boolean(sidePanel ?? sidebarAction);

/** Open it: only in the very turn of the reader's click, so nothing may be awaited before. */
export function openPanel(/** @type {number} */ windowId) {
  if (sidePanel) sidePanel.open({ windowId });
  else sidebarAction?.open();
}
