package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/machine"
	"keyhouse/people"
)

const tagServer = "Server"

// serverParts are the operations on the machine: how it is, never what it holds.
func (d *desk) serverParts() {
	handle(d, op{id: "get-server", tag: tagServer, method: http.MethodGet, path: "/server", summary: "The machine at a glance",
		about: "Health, nodes and version are there for system admins, and where there is one account only for its Admins and IT."}, d.getServer)
	handle(d, op{id: "list-connections", tag: tagServer, method: http.MethodGet, path: "/server/connections", summary: "Who is signed in, and from where",
		about: "To this account. Names are there for who may know of the users; to others a session is its id."}, d.listConnections)
	act(d, op{id: "end-connection", tag: tagServer, method: http.MethodDelete, path: "/server/connections/{id}", summary: "End a session", about: "At this instant, with its open pages."}, d.endConnection)
	handle(d, op{id: "get-plan", tag: tagServer, method: http.MethodGet, path: "/server/plan", summary: "Plan and seats", about: "Seats taken by active and invited staff, and how many the plan has."}, d.getPlan)
	handle(d, op{id: "list-ways", tag: tagServer, method: http.MethodGet, path: "/server/sign-in", summary: "Ways to sign in", about: "The ways to sign in here, and whether the providers answer."}, d.listWays)
	handle(d, op{id: "get-post", tag: tagServer, method: http.MethodGet, path: "/server/mail", summary: "How mail leaves, and what has not left", about: "The settings in use without their secret, and the mails that wait or failed; no address is among them."}, d.getPost)
	handle(d, op{id: "send-test-mail", tag: tagServer, method: http.MethodPost, path: "/server/mail/test", summary: "Send oneself a test mail", about: "To one's own address.", errors: []int{http.StatusConflict}}, d.sendTestMail)
	act(d, op{id: "retry-mail", tag: tagServer, method: http.MethodPost, path: "/server/mail/{id}/retry", summary: "Try a failed mail again", about: "At once, and from then on as any other."}, d.retryMail)
	handle(d, op{id: "list-jobs", tag: tagServer, method: http.MethodGet, path: "/server/jobs", summary: "Background jobs", about: "Those that wait, run, or were given up, newest first; never what they are about.",
		asks: []param{word("state", "Only these.", "waiting", "running", "failed"), text("kind", "Only of this kind.")}}, d.listJobs)
	handle(d, op{id: "retry-jobs", tag: tagServer, method: http.MethodPost, path: "/server/jobs/retry", summary: "Run all jobs again that were given up", about: "Says how many those were.", errors: []int{http.StatusConflict},
		asks: []param{text("kind", "Only of this kind.")}}, d.retryJobs)
	act(d, op{id: "retry-job", tag: tagServer, method: http.MethodPost, path: "/server/jobs/{id}/retry", summary: "Run a job again that was given up", about: "At once."}, d.retryJob)
	act(d, op{id: "forget-job", tag: tagServer, method: http.MethodDelete, path: "/server/jobs/{id}", summary: "Forget a job that was given up", about: "It is not run again."}, d.forgetJob)
	handle(d, op{id: "get-storage", tag: tagServer, method: http.MethodGet, path: "/server/storage", summary: "How much is kept, and how much room there is", about: "The database, its tables, and the disk."}, d.getStorage)
	handle(d, op{id: "list-log", tag: tagServer, method: http.MethodGet, path: "/server/log", summary: "The latest lines of this node's log",
		about: "They say what happened, never to whom.", asks: []param{word("level", "The least level.", "info", "warn", "error")}}, d.listLog)
	handle(d, op{id: "list-metrics", tag: tagServer, method: http.MethodGet, path: "/server/metrics", summary: "What this node has counted since it began", about: "The same that the listener of metrics gives."}, d.listMetrics)
	d.serverBackups()
}

// ServerOverview is the machine at a glance.
type ServerOverview struct {
	Whole    bool           `json:"whole" doc:"Whether the installation is theirs to see."`
	Version  string         `json:"version,omitempty"`
	Seconds  int64          `json:"uptime_seconds,omitempty"`
	Health   []ServerHealth `json:"health" nullable:"false"`
	Nodes    []ServerNode   `json:"nodes" nullable:"false"`
	Sessions int64          `json:"sessions" doc:"Signed in to this account."`
	Open     int64          `json:"connected" doc:"Of them with an open page right now."`
	Plan     ServerPlan     `json:"plan"`
}

// ServerHealth is one part of the machine.
type ServerHealth struct {
	Part  string `json:"part"`
	State string `json:"state" enum:"fine,look,broken"`
	Say   string `json:"say"`
}

// ServerNode is a process that serves the installation.
type ServerNode struct {
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	Since    time.Time `json:"since"`
	Memory   int64     `json:"memory_bytes"`
	DiskFree int64     `json:"disk_free_bytes" doc:"-1: not known."`
	Pages    int64     `json:"open_pages"`
}

// ServerPlan is a plan and its seats.
type ServerPlan struct {
	Name    string `json:"name" enum:"soho,pro,enterprise"`
	Limit   int64  `json:"limit" doc:"Of active staff; 0: none."`
	Taken   int64  `json:"taken"`
	Active  int64  `json:"active"`
	Invited int64  `json:"invited"`
	Idle    int64  `json:"inactive"`
	Portal  int64  `json:"portal"`
}

func planShape(p machine.Plan) ServerPlan {
	return ServerPlan{p.Name, p.Limit, p.Taken(), p.Active, p.Invited, p.Idle, p.Portal}
}

func (d *desk) getServer(ctx context.Context, c *call, _ *struct{}) (ServerOverview, error) {
	o, err := d.Machine.Overview(ctx, c.viewer())
	return ServerOverview{Whole: o.Whole, Version: o.Version, Seconds: int64(o.Uptime.Seconds()), Sessions: o.Sessions, Open: o.Open, Plan: planShape(o.Plan),
		Health: each(o.Health, func(h machine.Health) ServerHealth { return ServerHealth{h.Part, h.State, h.Say} }),
		Nodes: each(o.Nodes, func(n machine.Node) ServerNode {
			return ServerNode{n.Name, n.Version, n.Since.UTC(), n.Memory, n.DiskFree, n.Pages}
		})}, err
}

// ServerConnection is a place where somebody is signed in.
type ServerConnection struct {
	ID     id.ID     `json:"id" format:"uuid"`
	Member *id.ID    `json:"member,omitempty" format:"uuid" doc:"Whose it is, for who may know of them."`
	Name   string    `json:"name,omitempty"`
	Portal bool      `json:"portal" doc:"Of somebody the account gave access to."`
	Kind   string    `json:"kind" enum:"browser,api"`
	Method string    `json:"method"`
	IP     string    `json:"ip"`
	Agent  string    `json:"agent"`
	Open   bool      `json:"connected" doc:"A page of it is open right now."`
	Acting bool      `json:"acting" doc:"Somebody is logged in as this person."`
	Since  time.Time `json:"since"`
	Used   time.Time `json:"used"`
}

func (d *desk) listConnections(ctx context.Context, c *call, _ *struct{}) (list[ServerConnection], error) {
	all, err := d.People.WatchedSessions(ctx, c.viewer())
	return whole(all, func(s people.WatchedSession) ServerConnection {
		o := ServerConnection{ID: s.ID, Name: s.Name, Portal: s.Portal, Kind: s.Kind, Method: s.Method, IP: s.IP, Agent: s.Agent, Open: s.Open, Acting: s.Acting, Since: s.CreatedAt.UTC(), Used: s.UsedAt.UTC()}
		if !s.Member.IsZero() {
			o.Member = &s.Member
		}
		return o
	}), err
}

func (d *desk) endConnection(ctx context.Context, c *call, in *Which) error {
	return d.People.EndWatched(ctx, c.viewer(), in.id())
}

func (d *desk) getPlan(ctx context.Context, c *call, _ *struct{}) (ServerPlan, error) {
	return shaped(planShape)(d.Machine.Plan(ctx, c.viewer()))
}

// ServerWay is a way to sign in.
type ServerWay struct {
	Name     string `json:"name"`
	Label    string `json:"label"`
	On       bool   `json:"on"`
	Provider bool   `json:"provider"`
	Issuer   string `json:"issuer,omitempty"`
	BackURL  string `json:"redirect,omitempty"`
	Error    string `json:"error,omitempty" doc:"Why it did not answer the last time."`
}

func (d *desk) listWays(ctx context.Context, c *call, _ *struct{}) (list[ServerWay], error) {
	all, err := d.Machine.Ways(ctx, c.viewer())
	return whole(all, func(w machine.Way) ServerWay {
		return ServerWay{w.Name, w.Label, w.On, w.Provider, w.Issuer, w.BackURL, w.Err}
	}), err
}

// ServerPost is how mail stands.
type ServerPost struct {
	Host     string       `json:"host,omitempty" doc:"Of the mail server; none: mails wait in the outbox."`
	Port     int          `json:"port,omitempty"`
	Security string       `json:"security,omitempty" enum:"smtp,starttls,smtps"`
	From     string       `json:"from,omitempty"`
	Waiting  int64        `json:"waiting"`
	Failed   int64        `json:"failed"`
	SentDay  int64        `json:"sent_last_day"`
	Mails    []ServerMail `json:"mails" nullable:"false" doc:"Of this account: what failed, what waits, what was sent last."`
}

// ServerMail is a mail as the Server section lists it.
type ServerMail struct {
	ID       id.ID     `json:"id" format:"uuid"`
	State    string    `json:"state" enum:"waiting,sent,failed"`
	Attempts int64     `json:"attempts"`
	Error    string    `json:"error,omitempty"`
	Created  time.Time `json:"created"`
	To       *string   `json:"to,omitempty" doc:"Absent where it does not show."`
	Subject  *string   `json:"subject,omitempty" doc:"Absent where it does not show."`
	Retry    bool      `json:"can_retry"`
}

func (d *desk) getPost(ctx context.Context, c *call, _ *struct{}) (ServerPost, error) {
	p, err := d.Machine.Post(ctx, c.viewer())
	return ServerPost{Host: p.Settings.Host, Port: p.Settings.Port, Security: p.Settings.Security, From: p.Settings.From, Waiting: p.Waiting, Failed: p.Failed, SentDay: p.SentDay,
		Mails: each(p.Letters, func(l machine.Letter) ServerMail {
			return ServerMail{ID: l.ID, State: l.State, Attempts: l.Attempts, Error: l.Error, Created: l.Created.UTC(), Retry: l.Retry,
				To: shows(l.Shown, access.GroupContact, l.To), Subject: shows(l.Shown, access.GroupText, l.Subject)}
		})}, err
}

// ServerTest says where a test mail went.
type ServerTest struct {
	To string `json:"to"`
}

func (d *desk) sendTestMail(ctx context.Context, c *call, _ *struct{}) (ServerTest, error) {
	to, err := d.Machine.TestMail(ctx, c.viewer())
	return ServerTest{to}, err
}

func (d *desk) retryMail(ctx context.Context, c *call, in *Which) error {
	return d.Machine.RetryMail(ctx, c.viewer(), in.id())
}
