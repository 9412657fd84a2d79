package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// count is what an operator can watch. Labels are routes, kinds and outcomes:
// words of the program, never of anybody's data.
type count struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	jobs     *prometheus.CounterVec
	jobTime  *prometheus.HistogramVec
}

func newCount(h *House) *count {
	c := &count{registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "keyhouse_requests_total", Help: "Requests answered."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "keyhouse_request_seconds", Help: "Time to answer.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2, 10}}, []string{"route"}),
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "keyhouse_jobs_total", Help: "Runs of background jobs."}, []string{"kind", "outcome"}),
		jobTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "keyhouse_job_seconds", Help: "Time a run took.",
			Buckets: []float64{.01, .1, 1, 10, 60, 600}}, []string{"kind"}),
	}
	pages := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "keyhouse_live_pages", Help: "Open live channels."},
		func() float64 { return float64(h.Live.Len()) })
	c.registry.MustRegister(c.requests, c.seconds, c.jobs, c.jobTime, pages, backlog{h},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return c
}

func (c *count) request(r *http.Request, status int, took time.Duration) {
	route := r.Pattern // the pattern, not the path: paths hold ids and tokens
	if route == "" {
		route = "none"
	}
	c.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	c.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (c *count) job(kind, outcome string, took time.Duration) {
	c.jobs.WithLabelValues(kind, outcome).Inc()
	c.jobTime.WithLabelValues(kind).Observe(took.Seconds())
}

func (c *count) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(c.registry, promhttp.HandlerOpts{}))
	return mux
}

// backlog asks the database how many jobs there are when somebody looks.
type backlog struct{ h *House }

var (
	jobsOpen   = prometheus.NewDesc("keyhouse_jobs_open", "Jobs that wait or run, on all nodes.", nil, nil)
	jobsFailed = prometheus.NewDesc("keyhouse_jobs_failed", "Jobs given up and not yet forgotten.", nil, nil)
)

// Describe names the two gauges.
func (backlog) Describe(to chan<- *prometheus.Desc) { to <- jobsOpen; to <- jobsFailed }

// Collect counts.
func (b backlog) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	open, failed, err := b.h.Jobs.Backlog(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(jobsOpen, err)
		return
	}
	to <- prometheus.MustNewConstMetric(jobsOpen, prometheus.GaugeValue, float64(open))
	to <- prometheus.MustNewConstMetric(jobsFailed, prometheus.GaugeValue, float64(failed))
}
