package ical

import (
	"path/filepath"
	"testing"

	"keyhouse/requiretest"
)

func TestChannelsAreRecognised(t *testing.T) {
	for _, c := range []struct {
		rule, prodID, uid, summary, description string
		want                                    Event
	}{
		{"Airbnb's stay", "-//Airbnb Inc//Hosting Calendar 1.0//EN", "1418fb94e984-aa@airbnb.com", "Reserved",
			"Reservation URL: https://www.airbnb.com/hosting/reservations/details/HM6NZ87MQJ\nPhone Number (Last 4 Digits): 5377",
			Event{Kind: Stay, Channel: Airbnb, Code: "HM6NZ87MQJ", PhoneTail: "5377", URL: "https://www.airbnb.com/hosting/reservations/details/HM6NZ87MQJ"}},
		{"Airbnb's older address", "", "x@airbnb.com", "Reserved", "https://www.airbnb.com/reservation/itinerary?code=HMABCDEFGH",
			Event{Kind: Stay, Channel: Airbnb, Code: "HMABCDEFGH", URL: "https://www.airbnb.com/reservation/itinerary?code=HMABCDEFGH"}},
		{"Airbnb's name and code", "", "x@airbnb.com", "Zoë de Wit (HMABCDEFGH)", "", Event{Kind: Stay, Channel: Airbnb, Code: "HMABCDEFGH", GuestName: "Zoë de Wit"}},
		{"Airbnb's block", "", "6fec1092d3fa-aa@airbnb.com", "Airbnb (Not available)", "", Event{Kind: Block, Channel: Airbnb}},
		{"Airbnb's block of 2018", "", "old--1@airbnb.com", "Not available", "", Event{Kind: Block, Channel: Airbnb}},
		{"Airbnb by its naming alone", "", "4711-1418fb94e984-aa@airbnb.com", "", "", Event{Kind: Stay, Channel: Airbnb}},
		{"Booking.com says only closed", `-//admin.booking.com, b.v.//EN`, "aa@booking.com", "CLOSED - Not available", "", Event{Kind: Block, Channel: Booking}},
		{"HomeAway's stay in French", "-//HomeAway.com//EN", "u", "Réservée - Aurélie", "", Event{Kind: Stay, Channel: Vrbo, GuestName: "Aurélie"}},
		{"HomeAway's block in French", "-//HomeAway.com//EN", "u", "Indisponible", "", Event{Kind: Block, Channel: Vrbo}},
		{"HomeAway's question in French", "-//HomeAway.com//EN", "u", "Provisoire - Benoît", "", Event{Kind: Tentative, Channel: Vrbo, GuestName: "Benoît"}},
		{"Vrbo in English", "-//Vrbo//EN", "u", "Reserved - Mary Ann", "", Event{Kind: Stay, Channel: Vrbo, GuestName: "Mary Ann"}},
		{"an owner's own calendar claims no guest", "-//caldav.icloud.com//EN", "ferm-0", "Occupé", "", Event{Kind: Block, Channel: ICal}},
		{"a dash alone names no guest", "", "u", "Blocked - Mary", "", Event{Kind: Block, Channel: ICal}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := Event{UID: c.uid, Summary: c.summary, Description: c.description}
			recognise(&got, c.prodID, "", "")
			got.UID, got.Summary, got.Description = "", "", ""
			if got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestFeedsInTheFormatsOfTheChannels(t *testing.T) {
	for _, c := range []struct{ file, spans, skipped string }{
		{"airbnb.ics", "1418fb94e984-a1@airbnb.com 2027-03-05..2027-03-09, 6fec1092d3fa-p1@airbnb.com 2027-03-09..2027-03-10, 1418fb94e984-a2@airbnb.com 2027-03-10..2027-03-17, 6fec1092d3fa-far@airbnb.com 2027-09-01..2028-03-01", ""},
		{"airbnb_broken_dates.ics", "1418fb94e984-ok@airbnb.com 2027-02-10..2027-02-14, 6fec1092d3fa-last@airbnb.com 2027-03-01..2027-03-02", "18 1418fb94e984-bad@airbnb.com: it ends (2027-02-27) before it begins (2027-06-01)"},
		{"booking.ics", "0f0f@booking.com 2027-04-08..2027-04-09, 1f1f@booking.com 2027-04-25..2027-04-27, 2f2f@booking.com 2027-11-01..2028-03-16", ""},
		{"homeaway.ics", "0b6f2f6e-0001-4000-8000-000000000001 2027-07-01..2027-07-08, 0b6f2f6e-0001-4000-8000-000000000002 2027-07-10..2027-07-12, 0b6f2f6e-0001-4000-8000-000000000003 2027-08-01..2027-08-08", ""},
		{"icloud.ics", "T-1 2027-05-09..2027-05-12, ferm-1@example.org 2027-06-12..2027-06-19, W-1/2027-09-04 2027-09-04..2027-09-05, W-1/2027-09-18 2027-09-18..2027-09-19, W-1/2027-09-25 2027-09-25..2027-09-26", ""},
		{"merged.ics", "1418fb94e984-m1@airbnb.com 2027-01-02..2027-01-04, 6fec1092d3fa-m2@airbnb.com 2027-01-04..2027-01-05", ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			feed := readFile(t, filepath.Join("testdata", c.file), Limits{})
			if got := spans(feed); got != c.spans {
				t.Errorf("events\n%s\nwant\n%s", got, c.spans)
			}
			if got := reasons(feed); got != c.skipped {
				t.Errorf("skipped %q, want %q", got, c.skipped)
			}
		})
	}
}

func TestRealFeeds(t *testing.T) {
	folder := requiretest.Data(t, "ical-feeds")
	for _, c := range []struct {
		file                            string
		stays, blocks, tentative, skips int
		channel                         Channel
	}{
		{"01_airbnb_v088_snapshot_a.ics", 8, 13, 0, 0, Airbnb},
		{"02_airbnb_v088_snapshot_b_later.ics", 7, 12, 0, 0, Airbnb},
		{"03_airbnb_v10_snapshot_a_leading_blank_line_lf.ics", 25, 3, 0, 0, Airbnb},
		{"04_airbnb_v10_snapshot_b_crlf.ics", 25, 3, 0, 0, Airbnb},
		{"06_merged_three_airbnb_feeds_headers_repeated_midfile_mixed_eol_TRIMMED.ics", 88, 0, 0, 0, Airbnb},
		{"07_icloud_caldav_tzid_vtimezone_last_crlf.ics", 0, 24, 0, 0, ICal},
		{"10_airbnb_v088_2022_small.ics", 2, 2, 0, 0, Airbnb},
		{"11_booking_com_closed_not_available.ics", 0, 7, 0, 0, Booking},
		{"13_airbnb_v088_2021_no_final_newline.ics", 0, 2, 0, 0, Airbnb},
		{"14_airbnb_v088_2024_two_long_blocks.ics", 0, 2, 0, 0, Airbnb},
	} {
		t.Run(c.file, func(t *testing.T) {
			feed := readFile(t, filepath.Join(folder, c.file), Limits{})
			var count [3]int
			for _, e := range feed.Events {
				count[e.Kind]++
				if e.Channel != c.channel {
					t.Errorf("%s comes from %s, want %s", e.UID, e.Channel, c.channel)
				}
				if e.Channel == Airbnb && e.Kind == Stay && (e.Code == "" || e.PhoneTail == "") {
					t.Errorf("%s: code %q, phone %q", e.UID, e.Code, e.PhoneTail)
				}
			}
			if got, want := count, [3]int{Block: c.blocks, Stay: c.stays, Tentative: c.tentative}; got != want || len(feed.Skipped) != c.skips || feed.Cut {
				t.Errorf("block, stay, tentative %v, want %v; skipped %q; cut %v", got, want, reasons(feed), feed.Cut)
			}
		})
	}
}
