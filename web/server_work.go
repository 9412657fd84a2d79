package web

import (
	"log/slog"
	"net/http"
	"strings"

	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/logbook"
	"keyhouse/machine"
	"keyhouse/mail"
)

func (s *screens) post(w http.ResponseWriter, r *http.Request) error { return s.showPost(w, r, Form{}) }

func (s *screens) showPost(w http.ResponseWriter, r *http.Request, f Form) error {
	p, err := s.Machine.Post(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, "Mail", pathPost, f)
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, postScreen(b, p))
}

func (s *screens) testMail(w http.ResponseWriter, r *http.Request) error {
	to, err := s.Machine.TestMail(r.Context(), viewer(r))
	if retry(err) {
		return s.showPost(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: "A test mail is on its way to " + to + "."})
	return seeOther(w, r, pathPost)
}

func (s *screens) retryMail(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "letter")
	if err != nil {
		return err
	}
	if err := s.Machine.RetryMail(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: "The mail is tried once more."})
	return seeOther(w, r, pathPost)
}

// letterState says how a mail stands.
func letterState(l machine.Letter) (Tone, string) {
	switch {
	case l.State == mail.Failed:
		return Bad, "failed"
	case l.State == mail.Sent:
		return Good, "sent"
	case l.Attempts > 0:
		return Warn, "tried, waits"
	}
	return Info, "waits"
}

// security says how mail is kept from being read on its way.
func security(m mail.Settings) string {
	switch m.Security {
	case "smtps":
		return "TLS from the first byte"
	case "starttls":
		return "TLS, or nothing is sent"
	}
	return "TLS if the server offers it"
}

// jobsPage is the work in the background.
type jobsPage struct {
	machine.Work
	Filter machine.WorkFilter
}

func (s *screens) jobs(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := machine.WorkFilter{State: q.Get("state"), Kind: q.Get("kind")}
	if f.State != jobs.Waiting && f.State != jobs.Running && f.State != jobs.GivenUp {
		f.State = ""
	}
	return s.showJobs(w, r, f, Form{})
}

func (s *screens) showJobs(w http.ResponseWriter, r *http.Request, f machine.WorkFilter, form Form) error {
	found, err := s.Machine.Work(r.Context(), viewer(r), f)
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, "Jobs", pathJobs, form)
	if err != nil {
		return err
	}
	return s.page(w, r, form.Err, jobsScreen(b, jobsPage{found, f}))
}

// failed counts the jobs given up.
func (b jobsPage) failed() int64 {
	var n int64
	for _, t := range b.Tallies {
		n += t.Failed
	}
	return n
}

func (b jobsPage) kinds() []Option {
	all := []Option{{"", "All kinds"}}
	for _, t := range b.Tallies {
		all = append(all, Option{t.Kind, jobName(t.Kind)})
	}
	return all
}

var jobStates = []Option{{"", "All"}, {jobs.GivenUp, "Given up"}, {jobs.Running, "Running"}, {jobs.Waiting, "Waiting"}}

// jobName says in words what a kind of job does; the word itself where we have none.
func jobName(kind string) string {
	for k, name := range map[string]string{"mail.send": "Send a mail", "mail.sweep": "Tidy up mails", "jobs.sweep": "Tidy up jobs", "backup.make": "Make a backup", "backup.due": "See whether a backup is due",
		"import.run": "Import", "feed.poll": "Read a calendar", "feed.due": "See which calendars are due"} {
		if k == kind {
			return name
		}
	}
	return kind
}

func jobState(j jobs.Job) (Tone, string) {
	switch {
	case j.State == jobs.GivenUp:
		return Bad, "given up"
	case j.State == jobs.Running:
		return Info, "runs"
	case j.Attempts > 0 && j.Error != "":
		return Warn, "failed, tries again"
	}
	return Neutral, "waits"
}

func jobPath(j jobs.Job) string { return pathJobs + "/" + j.ID.String() }

func (s *screens) retryJobs(w http.ResponseWriter, r *http.Request) error {
	n, err := s.Machine.RetryJobs(r.Context(), viewer(r), r.PostForm.Get("kind"))
	if retry(err) {
		return s.showJobs(w, r, machine.WorkFilter{}, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: machine.Count(int64(n), "job runs again.", "jobs run again.")})
	return seeOther(w, r, pathJobs)
}

// onJob answers a POST about one job.
func (s *screens) onJob(act func(r *http.Request, job id.ID) error, say string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "job")
		if err != nil {
			return err
		}
		if err := act(r, i); err != nil {
			return err
		}
		s.notify(w, Notice{Tone: Good, Say: say})
		return seeOther(w, r, pathJobs)
	}
}

func (s *screens) retryJob(r *http.Request, job id.ID) error {
	return s.Machine.RetryJob(r.Context(), viewer(r), job)
}

func (s *screens) forgetJob(r *http.Request, job id.ID) error {
	return s.Machine.ForgetJob(r.Context(), viewer(r), job)
}

func (s *screens) storage(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Machine.Storage(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, "Storage", pathStorage, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, storageScreen(b, st))
}

// logPage is the latest lines of one node.
type logPage struct {
	Lines []logbook.Line
	Node  string
	Level string
}

var logLevels = []Option{{"info", "Everything"}, {"warn", "Warnings and errors"}, {"error", "Errors"}}

func levelOf(word string) slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(word)); err != nil {
		return slog.LevelInfo
	}
	return level
}

func (s *screens) log(w http.ResponseWriter, r *http.Request) error {
	level := levelOf(r.URL.Query().Get("level"))
	lines, node, err := s.Machine.Log(r.Context(), viewer(r), level)
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, "Log", pathLog, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, logScreen(b, logPage{lines, node, strings.ToLower(level.String())}))
}

// logText answers with the lines as a file, the oldest first.
func (s *screens) logText(w http.ResponseWriter, r *http.Request) error {
	lines, err := s.Machine.ExportLog(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="keyhouse-log.txt"`)
	for _, l := range lines {
		if _, err := w.Write([]byte(l.String() + "\n")); err != nil {
			return nil //nolint:nilerr // who asked has gone
		}
	}
	return nil
}

func levelTone(l logbook.Line) (Tone, string) {
	switch {
	case l.Level >= slog.LevelError:
		return Bad, "error"
	case l.Level >= slog.LevelWarn:
		return Warn, "warning"
	}
	return Neutral, "info"
}

func (s *screens) metrics(w http.ResponseWriter, r *http.Request) error {
	all, address, err := s.Machine.Metrics(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, "Metrics", pathMetrics, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, metricsScreen(b, metricsOf(all, address)))
}
