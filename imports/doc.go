// Package imports brings in what companies have elsewhere: Inside Airbnb's
// listings and calendars, and CSV of owners, properties and bookings.
//
// An import reads its files to their end before it changes anything and writes
// all that came of them in one transaction, so that a broken file changes
// nothing at all. Rows that make no sense are left out and named. What is there
// already is left as it is, so that the same files twice change nothing.
//
// Of a span of nights on which an Airbnb listing is not available the file does
// not say whether somebody stays. It becomes a confirmed booking without a
// guest if each night has a price and it is no longer than 30 nights, with the
// price the listing asks as rent; else it becomes a block.
package imports
