package run

import "siamface/model/tower"

// Changes names what a recipe does otherwise than the published experiment, and why: one English sentence each.
func Changes(r tower.Recipe) []string { return recipeChanges(r) }
