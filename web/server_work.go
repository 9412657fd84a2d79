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
	b, err := s.serverOf(r, say(r.Context(), "server.mail"), pathPost, f)
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
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "server.test-mail-on-its", "to", to)})
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
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "server.mail-tried-once-more")})
	return seeOther(w, r, pathPost)
}

// letterState says how a mail stands.
func letterState(l Local, m machine.Letter) (Tone, string) {
	switch {
	case m.State == mail.Failed:
		return Bad, l.Word("mail-state", "failed")
	case m.State == mail.Sent:
		return Good, l.Word("mail-state", "sent")
	case m.Attempts > 0:
		return Warn, l.Say("server.tried-waits")
	}
	return Info, l.Word("mail-state", "waits")
}

// security says how mail is kept from being read on its way.
func security(l Local, m mail.Settings) string {
	switch m.Security {
	case "smtps":
		return l.Say("server.tls-from-first-byte")
	case "starttls":
		return l.Say("server.tls-or-nothing-sent")
	}
	return l.Say("server.tls-if-server-offers")
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
	b, err := s.serverOf(r, say(r.Context(), "server.jobs"), pathJobs, form)
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

func (b jobsPage) kinds(l Local) []Option {
	all := []Option{{"", l.Say("server.all-kinds")}}
	for _, t := range b.Tallies {
		all = append(all, Option{t.Kind, jobName(l, t.Kind)})
	}
	return all
}

// jobStates offers the states that jobs can be listed by.
func jobStates(l Local) []Option {
	return append([]Option{{"", l.Say("server.all")}}, wordOptions(l, "job-filter", []string{jobs.GivenUp, jobs.Running, jobs.Waiting})...)
}

// jobName says in words what a kind of job does; the word itself where we have none.
func jobName(l Local, kind string) string { return l.Word("job", kind) }

func jobState(l Local, j jobs.Job) (Tone, string) {
	switch {
	case j.State == jobs.GivenUp:
		return Bad, l.Say("server.given-up")
	case j.State == jobs.Running:
		return Info, l.Word("job-state", "runs")
	case j.Attempts > 0 && j.Error != "":
		return Warn, l.Say("server.failed-tries-again")
	}
	return Neutral, l.Word("job-state", "waits")
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
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "server.jobs-again", "n", n)})
	return seeOther(w, r, pathJobs)
}

// onJob answers a POST about one job.
func (s *screens) onJob(act func(r *http.Request, job id.ID) error, done string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "job")
		if err != nil {
			return err
		}
		if err := act(r, i); err != nil {
			return err
		}
		s.notify(w, Notice{Tone: Good, Say: word(r.Context(), "server.job-done", done)})
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
	b, err := s.serverOf(r, say(r.Context(), "server.storage"), pathStorage, Form{})
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

// logLevels offers how much of the log to see.
func logLevels(l Local) []Option {
	return wordOptions(l, "log-level", []string{"info", "warn", "error"})
}

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
	b, err := s.serverOf(r, say(r.Context(), "server.log"), pathLog, Form{})
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

func levelTone(l Local, line logbook.Line) (Tone, string) {
	switch {
	case line.Level >= slog.LevelError:
		return Bad, l.Say("state.error")
	case line.Level >= slog.LevelWarn:
		return Warn, l.Say("state.warning")
	}
	return Neutral, l.Say("state.info")
}

func (s *screens) metrics(w http.ResponseWriter, r *http.Request) error {
	all, address, err := s.Machine.Metrics(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.metrics"), pathMetrics, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, metricsScreen(b, metricsOf(all, address)))
}
