// Package web has the screens.
//
// # Composing a screen
//
// A screen is one Go file with its handler and view model, and one .templ file
// with the words. It puts itself inside the frame:
//
//	templ bookings(p Page, b bookingsPage) {
//		@frame(p) {
//			@head("Bookings", b.Say) {
//				@linkButton("/bookings/new", "primary", "New booking", icon.Add)
//			}
//			@filter(b.List, "q", "state") {
//				@searchField("q", "Guest or property", b.Q)
//			}
//			@table("Bookings") {
//				<thead><tr>
//					@sortHead(b.List, b.Sort, "guest", "Guest", "")
//					@sortHead(b.List, b.Sort, "total", "Total", "number")
//				</tr></thead>
//				<tbody>
//					for _, r := range b.Rows {
//						<tr>
//							<th scope="row"><a href={ r.Path }>@valueIf(r.Guest, r.GuestShown)</a></th>
//							<td data-label="Total" class="number">@amountIf(p.Local, r.Total, r.TotalShown)</td>
//						</tr>
//					}
//				</tbody>
//			}
//			@pager(b.List, b.Pages)
//		}
//	}
//
// Children of frame stand under one another with the right space between; use
// .stack, .row, .split, .tiles and .card to group them. Signing in and links
// from mail use plain instead of frame, errors use trouble inside either.
//
// # The pieces
//
// Layout: frame, plain, head, tabs, card (class), banner, empty, figure, steps.
// Words: day, dayShort, span, moment, ago, amount, badge, person, avatar, none;
// Local says the same as plain text.
// Hidden values: fact, factOf, sumFact, valueIf, amountIf, notShown. A value that
// is hidden never looks like one that is empty, and leads to the reason.
// Forms: Form and its Field and Choice keep what was typed; field, choice,
// choices, picks, problem, formFoot, version, versus for stale edits.
// Lists: List makes every link of a list; table, sortHead, filter, searchField,
// chips, pager, tick, bulk.
// Doing: linkButton, postButton, askLink → confirm, moreMenu, menuLink.
// Access: whyPanel, preview, leaf (a page that may open in a dialog).
// Time: month, timeline, legend, earlierLater. Long work: progress.
//
// # Laws
//
// No style attribute and no inline script: the content policy blocks both. A
// bar's place is a class (package static). Everything works without scripts:
// data-dialog on a link opens its data-sheet in a dialog, data-keep on a form
// remembers what was typed, data-live-part="topic" with an id is fetched again
// when the server says that topic changed, data-poll until it comes without.
// One primary button a screen; destructive ones are "danger" and name the thing.
//
// Every templ is //go:noinline: a piece's function only makes a closure, so the
// compiler would copy the whole of it into each screen that shows it, and this
// package took twice as long to build.
package web
