package api

import (
	"context"
	"mime/multipart"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/stays"
	"keyhouse/words"
)

const tagFeeds = "Calendar feeds"

// feeds are the operations on channels' calendars that are read.
func (d *desk) feeds() {
	handle(d, op{id: "list-feeds", tag: tagFeeds, method: http.MethodGet, path: "/feeds", summary: "List the calendars that are read",
		asks: []param{uuid("property", "Of this property.")}, about: "Of channels, those the person may know of."}, d.listFeeds)
	handle(d, op{id: "add-feed", tag: tagFeeds, method: http.MethodPost, path: "/feeds", status: http.StatusCreated, summary: "Read a channel's calendar", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "From now on, the first time at once. Addresses of private networks are refused."}, d.addFeed)
	handleFiles(d, op{id: "upload-feed", tag: tagFeeds, method: http.MethodPost, path: "/feeds/upload", status: http.StatusCreated, summary: "Read a calendar from a file", errors: []int{http.StatusNotFound, http.StatusConflict},
		asks:  []param{must(uuid("property", "Whose.")), uuid("unit", "Which unit of it."), word("channel", "Where it comes from; ical unless given.", stays.Channels...)},
		about: "The file is the form's field file. The same channel's file again changes only what has changed in it."}, []string{"file"}, d.uploadFeed)
	handle(d, op{id: "get-feed", tag: tagFeeds, method: http.MethodGet, path: "/feeds/{id}", summary: "One calendar that is read", about: "With what could not be taken of it, where details show."}, d.getFeed)
	handle(d, op{id: "poll-feed", tag: tagFeeds, method: http.MethodPost, path: "/feeds/{id}/poll", summary: "Read a calendar now", errors: []int{http.StatusConflict},
		about: "Says what the reading changed. One that cannot be read is refused in the words that also stand on the feed."}, d.pollFeed)
	handle(d, op{id: "pause-feed", tag: tagFeeds, method: http.MethodPost, path: "/feeds/{id}/pause", summary: "Stop reading a calendar", about: "What came of it stays."}, d.pauseFeed(true))
	handle(d, op{id: "resume-feed", tag: tagFeeds, method: http.MethodPost, path: "/feeds/{id}/resume", summary: "Read a paused calendar again", about: "At once, and from then on."}, d.pauseFeed(false))
	act(d, op{id: "delete-feed", tag: tagFeeds, method: http.MethodDelete, path: "/feeds/{id}", summary: "Forget a calendar", about: "Its bookings stay and are the office's own from then on."}, d.deleteFeed)
	d.addresses()
}

// Feed is a channel's calendar that is read.
type Feed struct {
	ID       id.ID     `json:"id" format:"uuid"`
	Property named     `json:"property"`
	Unit     *named    `json:"unit,omitempty"`
	Channel  string    `json:"channel" enum:"airbnb,booking.com,vrbo,ical"`
	State    string    `json:"state" enum:"active,paused,failing"`
	Uploaded bool      `json:"uploaded" doc:"It has no address: somebody brings the file."`
	Created  time.Time `json:"created"`
	Version  int64     `json:"version"`

	Address   *string         `json:"address,omitempty" doc:"Part: details."`
	Error     *string         `json:"error,omitempty" doc:"Part: details. Why it is failing."`
	Skipped   *[]string       `json:"skipped,omitempty" nullable:"false" doc:"Part: details. What could not be understood of it."`
	Failures  *int64          `json:"failures,omitempty" doc:"Part: details. In a row."`
	Polled    *time.Time      `json:"polled,omitempty" doc:"Part: details."`
	NextPoll  *time.Time      `json:"next_poll,omitempty" doc:"Part: details."`
	OK        *time.Time      `json:"ok,omitempty" doc:"Part: details. When it was last read whole."`
	Conflicts *[]FeedConflict `json:"conflicts,omitempty" nullable:"false" doc:"Part: details. Events whose nights are taken by something else; tried again at each reading."`

	May    MayFeed  `json:"may" doc:"What the person may do to it."`
	Hidden []string `json:"hidden" doc:"The parts that do not show to this person."`
}

// MayFeed says what one may do to a feed.
type MayFeed struct {
	Edit   bool `json:"edit"`
	Delete bool `json:"delete"`
}

// FeedConflict is an event whose nights are taken by something else.
type FeedConflict struct {
	UID     string `json:"uid"`
	Arrive  string `json:"arrive" format:"date"`
	Depart  string `json:"depart" format:"date"`
	Summary string `json:"summary,omitempty" doc:"Where the guests of the property show."`
	Reason  string `json:"reason"`
}

// FeedReport says what one reading changed.
type FeedReport struct {
	Added     int            `json:"added"`
	Moved     int            `json:"moved"`
	Cancelled int            `json:"cancelled"`
	Conflicts []FeedConflict `json:"conflicts"`
	Skipped   []string       `json:"skipped" doc:"What could not be understood."`
}

// feedShape is a feed as t tells of it.
func feedShape(t *words.Tongue) func(*stays.Feed) Feed {
	return func(f *stays.Feed) Feed { return feedIn(t, f) }
}

func feedIn(t *words.Tongue, f *stays.Feed) Feed {
	out := Feed{ID: f.ID, Property: named{f.Property, f.PropertyName}, Unit: unitOf(f.Unit, f.UnitName), Channel: f.Channel, State: f.State, Uploaded: f.Uploaded,
		Created: f.CreatedAt.UTC(), Version: f.Version, May: MayFeed(f.May), Hidden: orNone(f.Hidden())}
	if !f.Shown.Has(access.GroupDetails) {
		return out
	}
	trouble, skipped, conflicts := t.Again(f.Error), againEach(t, f.Skipped), each(f.Conflicts, conflictShape(t))
	out.Address, out.Error, out.Failures, out.Skipped, out.Conflicts = &f.Address, &trouble, &f.Failures, &skipped, &conflicts
	out.Polled, out.NextPoll, out.OK = moment(f.PolledAt), moment(f.NextPollAt), moment(f.OKAt)
	return out
}

func conflictShape(t *words.Tongue) func(stays.FeedConflict) FeedConflict {
	return func(c stays.FeedConflict) FeedConflict {
		return FeedConflict{UID: c.UID, Arrive: c.Nights.Arrive.String(), Depart: c.Nights.Depart.String(), Summary: c.Summary, Reason: t.Again(c.Reason)}
	}
}

// againEach says in t what a room said in English.
func againEach(t *words.Tongue, english []string) []string {
	return each(english, t.Again)
}

func reportShape(t *words.Tongue) func(stays.FeedReport) FeedReport {
	return func(r stays.FeedReport) FeedReport {
		return FeedReport{Added: r.Added, Moved: r.Moved, Cancelled: r.Cancelled, Conflicts: each(r.Conflicts, conflictShape(t)), Skipped: againEach(t, r.Skipped)}
	}
}

func (d *desk) listFeeds(ctx context.Context, c *call, _ *struct{}) (list[Feed], error) {
	q := page.Read("api.listFeeds", c.query)
	property := q.ID("property")
	if err := q.Err(); err != nil {
		return list[Feed]{}, inAddress(err)
	}
	rows, err := d.Stays.FeedsIn(ctx, c.viewer(), property)
	return whole(rows, feedShape(words.In(ctx))), err
}

func (d *desk) addFeed(ctx context.Context, c *call, in *struct {
	Body struct {
		Property string `json:"property" format:"uuid"`
		Unit     string `json:"unit,omitempty" format:"uuid"`
		Channel  string `json:"channel,omitempty" enum:"airbnb,booking.com,vrbo,ical" doc:"Told by the address unless given."`
		Address  string `json:"address" maxLength:"4000" example:"https://www.airbnb.com/calendar/ical/1.ics?s=…"`
	}
}) (Feed, error) {
	f, b := form{}, in.Body
	to := stays.FeedForm{Property: f.id("property", b.Property), Unit: f.id("unit", b.Unit), Channel: b.Channel, Address: b.Address}
	if err := f.Err(); err != nil {
		return Feed{}, err
	}
	return shaped(feedShape(words.In(ctx)))(d.Stays.AddFeed(ctx, c.viewer(), to))
}

// FeedUploaded is a feed and what the file changed.
type FeedUploaded struct {
	Feed   Feed       `json:"feed"`
	Report FeedReport `json:"report"`
}

func (d *desk) uploadFeed(ctx context.Context, c *call, files map[string]*multipart.FileHeader) (FeedUploaded, error) {
	q := page.Read("api.uploadFeed", c.query)
	to := stays.FeedForm{Property: q.ID("property"), Unit: q.ID("unit"), Channel: q.Word("channel", append([]string{""}, stays.Channels...)...)}
	if err := q.Err(); err != nil {
		return FeedUploaded{}, inAddress(err)
	}
	if files["file"] == nil {
		return FeedUploaded{}, fault.Bad("api.uploadFeed", "file", "Send a file.")
	}
	file, err := files["file"].Open()
	if err != nil {
		return FeedUploaded{}, err
	}
	defer file.Close()
	f, report, err := d.Stays.UploadFeed(ctx, c.viewer(), to, file)
	if err != nil {
		return FeedUploaded{}, inAddress(err)
	}
	return FeedUploaded{feedIn(words.In(ctx), f), reportShape(words.In(ctx))(report)}, nil
}

func (d *desk) getFeed(ctx context.Context, c *call, in *Which) (Feed, error) {
	return shaped(feedShape(words.In(ctx)))(d.Stays.FeedIn(ctx, c.viewer(), in.id()))
}

func (d *desk) pollFeed(ctx context.Context, c *call, in *Which) (FeedReport, error) {
	return shaped(reportShape(words.In(ctx)))(d.Stays.PollNow(ctx, c.viewer(), in.id()))
}

func (d *desk) pauseFeed(paused bool) func(context.Context, *call, *Which) (Feed, error) {
	return func(ctx context.Context, c *call, in *Which) (Feed, error) {
		return shaped(feedShape(words.In(ctx)))(d.Stays.PauseFeed(ctx, c.viewer(), in.id(), paused))
	}
}

func (d *desk) deleteFeed(ctx context.Context, c *call, in *Which) error {
	return d.Stays.DeleteFeed(ctx, c.viewer(), in.id())
}
