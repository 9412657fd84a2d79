package web

import (
	"net/http"

	"keyhouse/access"
)

// userRoutes lead to users and roles.
func (s *screens) userRoutes(m *http.ServeMux) {
	m.Handle("GET /settings/users", s.at(s.only(access.Read, access.Member, s.users)))
	m.Handle("POST /settings/users/bulk", s.at(s.only(access.Read, access.Member, s.bulkUsers)))
	m.Handle("GET /settings/users/new", s.at(s.only(access.Add, access.Member, s.invite)))
	m.Handle("POST /settings/users/new", s.at(s.only(access.Add, access.Member, s.doInvite)))
	m.Handle("GET /view-as/{member}/{rest...}", s.at(s.viewAs).Handler)
	m.Handle("POST /view-as/{member}/{rest...}", s.at(s.viewAsOnly).Handler)
	m.Handle("GET /settings/roles", s.at(s.roles))
	m.Handle("GET /settings/roles/{role}", s.at(s.role))
	m.Handle("GET /settings/access/{member}/password", s.at(s.setPassword))
	m.Handle("POST /settings/access/{member}/password", s.at(s.doSetPassword))
	m.Handle("POST /settings/access/{member}/invite-again", s.at(s.onMember(s.inviteAgain)))
	m.Handle("POST /settings/access/{member}/send-link", s.at(s.onMember(s.sendSignInLink)))
	m.Handle("POST /settings/access/{member}/sign-out", s.at(s.onMember(s.signOutMember)))
	m.Handle("POST /settings/access/{member}/sessions/{session}/end", s.at(s.onMember(s.endMemberSession)))
	m.Handle("GET /settings/access/{member}/role", s.at(s.giveRole))
	m.Handle("POST /settings/access/{member}/role", s.at(s.saveRole))
	m.Handle("GET /settings/access/{member}/grants/{grant}/role", s.at(s.giveRole))
	m.Handle("POST /settings/access/{member}/grants/{grant}/role", s.at(s.saveRole))
}

// portalRoutes lead to portal access.
func (s *screens) portalRoutes(m *http.ServeMux) {
	m.Handle("GET /settings/access", s.at(s.portalList))
	m.Handle("GET /settings/access/new", s.at(s.newPortalUser))
	m.Handle("POST /settings/access/new", s.at(s.createPortalUser))
	m.Handle("GET /settings/access/{member}", s.at(s.portalPerson))
	m.Handle("POST /settings/access/{member}", s.at(s.onMember(s.renamePortalUser)))
	m.Handle("POST /settings/access/{member}/send-reset", s.at(s.onMember(s.sendReset)))
	m.Handle("GET /settings/access/{member}/second-factor", s.at(s.askWithout))
	m.Handle("POST /settings/access/{member}/second-factor", s.at(s.allowWithout))
	m.Handle("GET /settings/access/{member}/deactivate", s.at(s.askDeactivate))
	m.Handle("POST /settings/access/{member}/deactivate", s.at(s.onMember(s.deactivate)))
	m.Handle("POST /settings/access/{member}/reactivate", s.at(s.onMember(s.reactivate)))
	m.Handle("GET /settings/access/{member}/delete", s.at(s.askDeletePortalUser))
	m.Handle("POST /settings/access/{member}/delete", s.at(s.deletePortalUser))
	m.Handle("POST /settings/access/{member}/log-in-as", s.at(s.logInAs))
	m.Handle("GET /settings/access/{member}/admin", s.at(s.askAdmin))
	m.Handle("POST /settings/access/{member}/admin", s.at(s.grantAdmin))
	m.Handle("GET /settings/access/{member}/grants/new", s.at(s.newGrant))
	m.Handle("POST /settings/access/{member}/grants", s.at(s.saveGrant))
	m.Handle("GET /settings/access/{member}/grants/{grant}", s.at(s.editGrant))
	m.Handle("POST /settings/access/{member}/grants/{grant}", s.at(s.saveGrant))
	m.Handle("GET /settings/access/{member}/grants/{grant}/delete", s.at(s.askDeleteGrant))
	m.Handle("POST /settings/access/{member}/grants/{grant}/delete", s.at(s.deleteGrant))
	m.Handle("GET /settings/access/{member}/why", s.at(s.portalWhy))
	m.Handle("GET /why", s.at(s.why))
}

// trailRoutes lead to the audit trail.
func (s *screens) trailRoutes(m *http.ServeMux) {
	m.Handle("GET /settings/audit", s.at(s.only(access.Read, access.Audit, s.trail)))
	m.Handle("GET /settings/audit.csv", s.at(s.only(access.Read, access.Audit, s.exportTrail("csv"))))
	m.Handle("GET /settings/audit.xlsx", s.at(s.only(access.Read, access.Audit, s.exportTrail("xlsx"))))
	m.Handle("GET /settings/audit/{entry}", s.at(s.only(access.Read, access.Audit, s.trailEntry)))
}

// settingRoutes lead to the account itself.
func (s *screens) settingRoutes(m *http.ServeMux) {
	m.Handle("GET /settings/account", s.at(s.accountSettings))
	m.Handle("POST /settings/account", s.at(s.saveAccountSettings))
	m.Handle("POST /settings/account/preferences", s.at(s.saveAccountPreferences))
	m.Handle("POST /settings/account/second-factor", s.at(s.demandFactor))
	m.Handle("POST /settings/account/plan", s.at(s.changeOwnPlan))
}

// serverRoutes lead to the Server section.
func (s *screens) serverRoutes(m *http.ServeMux) {
	m.Handle("GET /server", s.at(s.only(access.Read, access.Plan, s.server)))
	m.Handle("GET /server/connections", s.at(s.only(access.Read, access.Plan, s.connections)))
	m.Handle("GET /server/connections/{session}/end", s.at(s.only(access.Read, access.Plan, s.askEndConnection)))
	m.Handle("POST /server/connections/{session}/end", s.at(s.endConnection))
	m.Handle("GET /server/plan", s.at(s.plan))
	m.Handle("GET /server/sign-in", s.at(s.ways))
	m.Handle("GET /server/mail", s.at(s.post))
	m.Handle("POST /server/mail/test", s.at(s.testMail))
	m.Handle("POST /server/mail/{letter}/retry", s.at(s.retryMail))
	m.Handle("GET /server/jobs", s.at(s.jobs))
	m.Handle("POST /server/jobs/retry", s.at(s.retryJobs))
	m.Handle("POST /server/jobs/{job}/retry", s.at(s.onJob(s.retryJob, "retried")))
	m.Handle("POST /server/jobs/{job}/forget", s.at(s.onJob(s.forgetJob, "forgotten")))
	m.Handle("GET /server/storage", s.at(s.storage))
	m.Handle("GET /server/backups", s.at(s.backups))
	m.Handle("POST /server/backups", s.at(s.makeBackup))
	m.Handle("POST /server/backups/plan", s.at(s.chooseBackupPlan))
	m.Handle("GET /server/backups/key", s.at(s.only(access.Edit, access.BackupKey, s.backupKey)))
	m.Handle("POST /server/backups/key", s.at(s.chooseBackupKey))
	m.Handle("GET /server/backups/{backup}", s.at(s.backup))
	m.Handle("POST /server/backups/{backup}/check", s.at(s.checkBackup))
	m.Handle("GET /server/backups/{backup}/file", s.at(s.backupFile))
	m.Handle("GET /server/backups/{backup}/delete", s.at(s.askDeleteBackup))
	m.Handle("POST /server/backups/{backup}/delete", s.at(s.deleteBackup))
	m.Handle("GET /server/log", s.at(s.log))
	m.Handle("GET /server/log.txt", s.at(s.logText))
	m.Handle("GET /server/metrics", s.at(s.metrics))
}

// systemRoutes lead to the System Admin panel.
func (s *screens) systemRoutes(m *http.ServeMux) {
	m.Handle("GET /system", s.at(s.system))
	m.Handle("GET /system/new", s.at(s.newAccount))
	m.Handle("POST /system/new", s.at(s.openAccount))
	m.Handle("GET /system/{account}", s.at(s.systemAccount))
	m.Handle("POST /system/{account}/plan", s.at(s.changePlan))
	m.Handle("GET /system/{account}/suspend", s.at(s.askSuspend))
	m.Handle("POST /system/{account}/suspend", s.at(s.suspend))
	m.Handle("POST /system/{account}/reactivate", s.at(s.resume))
	m.Handle("GET /system/{account}/members/{member}/password", s.at(s.systemPassword))
	m.Handle("POST /system/{account}/members/{member}/password", s.at(s.systemSetPassword()))
	m.Handle("POST /system/{account}/members/{member}/link", s.at(s.systemSendLink()))
}

// outboxRoutes lead to the demo's post.
func (s *screens) outboxRoutes(m *http.ServeMux) {
	m.Handle("GET /outbox", s.inDemo(s.outbox))
	m.Handle("GET /outbox/{mail}", s.inDemo(s.letter))
	m.Handle("GET /outbox/{mail}/files/{n}", s.inDemo(s.attachment))
}
