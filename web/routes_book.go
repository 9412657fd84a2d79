package web

import (
	"net/http"

	"keyhouse/access"
)

// ownerRoutes lead to owners.
func (s *screens) ownerRoutes(m *http.ServeMux) {
	m.Handle("GET /owners", s.at(s.only(access.Read, access.Client, s.owners)))
	m.Handle("GET /owners.csv", s.at(s.only(access.Read, access.Client, s.exportOwners("csv"))))
	m.Handle("GET /owners.xlsx", s.at(s.only(access.Read, access.Client, s.exportOwners("xlsx"))))
	m.Handle("GET /owners/new", s.at(s.only(access.Add, access.Client, s.newOwner)))
	m.Handle("POST /owners/new", s.at(s.only(access.Add, access.Client, s.createOwner)))
	m.Handle("GET /owners/{owner}", s.at(s.owner))
	m.Handle("GET /owners/{owner}/edit", s.at(s.only(access.Edit, access.Client, s.editOwner)))
	m.Handle("POST /owners/{owner}/edit", s.at(s.only(access.Edit, access.Client, s.saveOwner)))
	m.Handle("POST /owners/{owner}/notes", s.at(s.noteOwner))
	m.Handle("GET /owners/{owner}/archive", s.at(s.only(access.Delete, access.Client, s.askArchiveOwner)))
	m.Handle("POST /owners/{owner}/archive", s.at(s.archiveOwner(true)))
	m.Handle("POST /owners/{owner}/restore", s.at(s.archiveOwner(false)))
}

// propertyRoutes lead to properties.
func (s *screens) propertyRoutes(m *http.ServeMux) {
	m.Handle("GET /properties", s.at(s.only(access.Read, access.Property, s.properties)))
	m.Handle("GET /properties.csv", s.at(s.only(access.Read, access.Property, s.exportProperties("csv"))))
	m.Handle("GET /properties.xlsx", s.at(s.only(access.Read, access.Property, s.exportProperties("xlsx"))))
	m.Handle("GET /properties/new", s.at(s.only(access.Add, access.Property, s.newProperty)))
	m.Handle("POST /properties/new", s.at(s.only(access.Add, access.Property, s.createProperty)))
	m.Handle("GET /properties/{property}", s.at(s.property))
	m.Handle("GET /properties/{property}/edit", s.at(s.only(access.Edit, access.Property, s.editProperty)))
	m.Handle("POST /properties/{property}/edit", s.at(s.only(access.Edit, access.Property, s.saveProperty)))
	m.Handle("GET /properties/{property}/owners", s.at(s.only(access.Edit, access.Property, s.shares)))
	m.Handle("POST /properties/{property}/owners", s.at(s.only(access.Edit, access.Property, s.saveShares)))
	m.Handle("GET /properties/{property}/units/new", s.at(s.only(access.Add, access.Unit, s.unit)))
	m.Handle("POST /properties/{property}/units/new", s.at(s.only(access.Add, access.Unit, s.saveUnit)))
	m.Handle("GET /properties/{property}/units/{unit}/edit", s.at(s.only(access.Edit, access.Unit, s.unit)))
	m.Handle("POST /properties/{property}/units/{unit}/edit", s.at(s.only(access.Edit, access.Unit, s.saveUnit)))
	m.Handle("POST /properties/{property}/units/{unit}/archive", s.at(s.archiveUnit(true)))
	m.Handle("POST /properties/{property}/units/{unit}/restore", s.at(s.archiveUnit(false)))
	m.Handle("POST /properties/{property}/notes", s.at(s.noteProperty))
	m.Handle("POST /properties/{property}/subscribers", s.at(s.subscribe))
	m.Handle("POST /properties/{property}/subscribers/{subscriber}/delete", s.at(s.unsubscribe))
	m.Handle("GET /properties/{property}/archive", s.at(s.only(access.Delete, access.Property, s.askArchiveProperty)))
	m.Handle("POST /properties/{property}/archive", s.at(s.archiveProperty(true)))
	m.Handle("POST /properties/{property}/restore", s.at(s.archiveProperty(false)))
}

// moneyRoutes lead to statements and payouts.
func (s *screens) moneyRoutes(m *http.ServeMux) {
	m.Handle("GET /statements", s.at(s.only(access.Read, access.Statement, s.statements)))
	m.Handle("GET /statements.csv", s.at(s.only(access.Read, access.Statement, s.exportStatements("csv"))))
	m.Handle("GET /statements.xlsx", s.at(s.only(access.Read, access.Statement, s.exportStatements("xlsx"))))
	m.Handle("GET /statements/new", s.at(s.only(access.Add, access.Statement, s.newStatement)))
	m.Handle("POST /statements/new", s.at(s.only(access.Add, access.Statement, s.issueStatement)))
	m.Handle("GET /statements/{statement}", s.at(s.statement))
	m.Handle("GET /statements/{statement}/pdf", s.at(s.only(access.Print, access.Statement, s.statementPDF)))
	m.Handle("GET /statements/{statement}/mail", s.at(s.only(access.Send, access.Statement, s.askMailStatement)))
	m.Handle("POST /statements/{statement}/mail", s.at(s.mailStatement))
	m.Handle("GET /payouts", s.at(s.only(access.Read, access.Payout, s.payouts)))
	m.Handle("GET /payouts/new", s.at(s.only(access.Add, access.Payout, s.newPayout)))
	m.Handle("POST /payouts/new", s.at(s.only(access.Add, access.Payout, s.recordPayout)))
	m.Handle("GET /payouts/{payout}/cancel", s.at(s.only(access.Delete, access.Payout, s.askCancelPayout)))
	m.Handle("POST /payouts/{payout}/cancel", s.at(s.only(access.Delete, access.Payout, s.cancelPayout)))
}

// importRoutes lead to files brought in.
func (s *screens) importRoutes(m *http.ServeMux) {
	m.Handle("GET /imports", s.at(s.only(access.Read, access.Import, s.importList)))
	m.Handle("GET /imports/new", s.at(s.only(access.Add, access.Import, s.newImport)))
	m.Handle("POST /imports/new", s.at(s.only(access.Add, access.Import, s.createImport)))
	m.Handle("GET /imports/{run}", s.at(s.importRun))
	m.Handle("GET /imports/{run}/columns", s.at(s.importColumns))
	m.Handle("POST /imports/{run}/columns", s.at(s.mapColumns))
	m.Handle("GET /imports/{run}/skips.csv", s.at(s.importSkips))
	m.Handle("GET /imports/{run}/delete", s.at(s.askDeleteImport))
	m.Handle("POST /imports/{run}/delete", s.at(s.deleteImport))
}
