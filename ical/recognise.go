package ical

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What channels write, with accents taken off and in small letters.
var (
	wordsOfBlock     = regexp.MustCompile(`\b(not available|unavailable|blocked|closed|indisponible|bloque|no disponible|nicht verfugbar|gesperrt|non disponibile|niet beschikbaar)\b`)
	wordsOfTentative = regexp.MustCompile(`\b(tentative|provisoire|provisional|vorlaufig|inquiry|pending)\b`)
	wordsOfStay      = regexp.MustCompile(`\b(reserved|booked|reservation|booking|reservee?|reservado|reserva|reserviert|gebucht|prenotato|prenotazione|gereserveerd)\b`)

	guestAfterDash = regexp.MustCompile(`^\S+ - (.+)$`)               // "Réservée - Anna"
	guestAndCode   = regexp.MustCompile(`^(.+) \((HM[A-Z0-9]{8})\)$`) // "Anna Smith (HMABCDEFGH)"
	airbnbCode     = regexp.MustCompile(`(?:reservations/details/|itinerary\?code=)(HM[A-Z0-9]{6,12})\b`)
	phoneTail      = regexp.MustCompile(`(?i)last 4 digits\)?:?\s*(\d{4})\b`)
	webAddress     = regexp.MustCompile(`https?://[^\s<>"]+`)
)

// Airbnb begins a UID with what it stands for.
const (
	airbnbStay   = "1418fb94e984-"
	airbnbBlock1 = "6fec1092d3fa-"
	airbnbBlock2 = "7f662ec65913-"
)

// recognise fills in what the channel's way of writing tells.
func recognise(e *Event, prodID, link, status string) {
	e.URL = firstAddress(link, e.Description)
	e.Channel = channelOf(prodID, e.UID, e.URL, e.Summary)
	e.Code = submatch(airbnbCode, e.Description+" "+e.URL)
	e.PhoneTail = submatch(phoneTail, e.Description)
	if m := guestAndCode.FindStringSubmatch(e.Summary); m != nil {
		e.GuestName, e.Code = m[1], m[2]
	}
	e.Kind = kindOf(e, status)
	if e.Kind != Block && e.GuestName == "" {
		e.GuestName = submatch(guestAfterDash, e.Summary)
	}
}

func submatch(form *regexp.Regexp, s string) string {
	if m := form.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

func firstAddress(link, description string) string {
	for _, text := range []string{link, description} {
		found := webAddress.FindString(text)
		if u, err := url.Parse(found); err == nil && u.Host != "" && len(found) <= 1_000 {
			return found
		}
	}
	return ""
}

// channelOf goes by who made the calendar, else by who named the event.
func channelOf(prodID, uid, link, summary string) Channel {
	for _, text := range []string{prodID, uid, link} {
		switch low := strings.ToLower(text); {
		case strings.Contains(low, "airbnb"):
			return Airbnb
		case strings.Contains(low, "booking.com"):
			return Booking
		case strings.Contains(low, "homeaway"), strings.Contains(low, "vrbo"), strings.Contains(low, "abritel"), strings.Contains(low, "fewo-direkt"):
			return Vrbo
		}
	}
	if strings.HasPrefix(summary, "Airbnb (") {
		return Airbnb
	}
	return ICal
}

// kindOf goes by the words, then by Airbnb's way of naming; what stays
// unknown is a block. Booking.com calls stays and blocks alike "CLOSED".
func kindOf(e *Event, status string) Kind {
	summary := fold(e.Summary)
	switch {
	case strings.EqualFold(status, "TENTATIVE"), wordsOfTentative.MatchString(summary):
		return Tentative
	case wordsOfBlock.MatchString(summary):
		return Block
	case wordsOfStay.MatchString(summary), e.Code != "":
		return Stay
	case e.Channel == Airbnb && strings.Contains(e.UID, airbnbStay):
		return Stay
	case e.Channel == Airbnb && (strings.Contains(e.UID, airbnbBlock1) || strings.Contains(e.UID, airbnbBlock2)):
		return Block
	}
	return Block
}

// fold takes accents off and makes small letters.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}
