// Package stays has what happens on a property's nights: bookings with their
// guests, charges and payments, blocks that keep nights free, quotes that
// become bookings, and the calendars that show them.
//
// Every call takes the person who asks. What that person may not know of is
// missing, in the same words as what does not exist; what they may not see of
// a record they know of is left empty and named by Hidden. Lists, counts, sums
// and orders over a field let only those rows through on which the field
// shows, so that nothing hidden can be worked out from them.
//
// Nights are taken in the same transaction as the record that takes them (one
// row per place and night, see portfolio), and every movement of money is a
// balanced entry in the journal (see money) together with the sums kept on the
// booking. VerifyStays proves both.
package stays
