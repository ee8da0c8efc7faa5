CREATE VIRTUAL TABLE `user_pieces` USING fts5vocab('user_terms', 'row');
--> statement-breakpoint
INSERT INTO `user_terms` (`user_terms`) VALUES ('delete-all');
--> statement-breakpoint
INSERT INTO `user_terms` (`user_terms`, `rank`) VALUES ('automerge', 0);
--> statement-breakpoint
INSERT INTO `user_terms` (`user_terms`, `rank`) VALUES ('crisismerge', 64);
--> statement-breakpoint
CREATE VIRTUAL TABLE `ban_pieces` USING fts5vocab('ban_terms', 'row');
--> statement-breakpoint
INSERT INTO `ban_terms` (`ban_terms`) VALUES ('delete-all');
--> statement-breakpoint
INSERT INTO `ban_terms` (`ban_terms`, `rank`) VALUES ('automerge', 0);
--> statement-breakpoint
INSERT INTO `ban_terms` (`ban_terms`, `rank`) VALUES ('crisismerge', 64);
--> statement-breakpoint
CREATE VIRTUAL TABLE `entry_pieces` USING fts5vocab('entry_terms', 'row');
--> statement-breakpoint
INSERT INTO `entry_terms` (`entry_terms`) VALUES ('delete-all');
--> statement-breakpoint
INSERT INTO `entry_terms` (`entry_terms`, `rank`) VALUES ('automerge', 0);
--> statement-breakpoint
INSERT INTO `entry_terms` (`entry_terms`, `rank`) VALUES ('crisismerge', 64);
--> statement-breakpoint
CREATE VIRTUAL TABLE `audit_pieces` USING fts5vocab('audit_terms', 'row');
--> statement-breakpoint
INSERT INTO `audit_terms` (`audit_terms`) VALUES ('delete-all');
--> statement-breakpoint
INSERT INTO `audit_terms` (`audit_terms`, `rank`) VALUES ('automerge', 0);
--> statement-breakpoint
INSERT INTO `audit_terms` (`audit_terms`, `rank`) VALUES ('crisismerge', 64);
--> statement-breakpoint
UPDATE `search_progress` SET `upto` = 0, `mark` = NULL;