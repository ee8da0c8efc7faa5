CREATE TABLE `search_progress` (
	`name` text PRIMARY KEY NOT NULL,
	`upto` integer NOT NULL,
	`mark` text
);
--> statement-breakpoint
CREATE TABLE `search_stale` (
	`name` text NOT NULL,
	`row` integer NOT NULL,
	PRIMARY KEY(`name`, `row`)
);
--> statement-breakpoint
CREATE INDEX `ban_other` ON `ban` (`channel_id`) WHERE kind <> 'ban';--> statement-breakpoint
CREATE INDEX `entry_time` ON `entry` (`at`) WHERE found = 0;--> statement-breakpoint
CREATE INDEX `entry_moderator` ON `entry` (`moderator_id`) WHERE found = 0;--> statement-breakpoint
CREATE INDEX `entry_kind` ON `entry` (`kind`) WHERE found = 0;--> statement-breakpoint
CREATE INDEX `audit_moderator` ON `audit` (`moderator_id`);--> statement-breakpoint
CREATE INDEX `audit_action` ON `audit` (`action`);--> statement-breakpoint
CREATE INDEX `audit_channel` ON `audit` (`channel_id`);
--> statement-breakpoint
CREATE VIRTUAL TABLE `user_terms` USING fts5(`text`, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');
--> statement-breakpoint
CREATE VIRTUAL TABLE `ban_terms` USING fts5(`text`, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');
--> statement-breakpoint
CREATE VIRTUAL TABLE `entry_terms` USING fts5(`text`, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');
--> statement-breakpoint
CREATE VIRTUAL TABLE `audit_terms` USING fts5(`text`, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');
--> statement-breakpoint
INSERT INTO `search_progress` (`name`, `upto`) VALUES ('user', 0), ('ban', 0), ('entry', 0), ('audit', 0);
--> statement-breakpoint
CREATE TRIGGER `user_search_stale` AFTER UPDATE OF `names_text` ON `user` WHEN OLD.`names_text` <> NEW.`names_text` AND OLD.rowid <= (SELECT `upto` FROM `search_progress` WHERE `name` = 'user') BEGIN INSERT INTO `search_stale` (`name`, `row`) SELECT 'user', OLD.rowid WHERE NOT EXISTS (SELECT 1 FROM `search_stale` WHERE `name` = 'user' AND `row` = OLD.rowid); END;
--> statement-breakpoint
CREATE TRIGGER `ban_search_stale` AFTER UPDATE OF `search_text` ON `ban` WHEN OLD.`search_text` <> NEW.`search_text` AND OLD.`row` <= (SELECT `upto` FROM `search_progress` WHERE `name` = 'ban') BEGIN INSERT INTO `search_stale` (`name`, `row`) SELECT 'ban', OLD.`row` WHERE NOT EXISTS (SELECT 1 FROM `search_stale` WHERE `name` = 'ban' AND `row` = OLD.`row`); END;
--> statement-breakpoint
CREATE TRIGGER `entry_search_stale` AFTER UPDATE OF `reason` ON `entry` WHEN OLD.`reason` <> NEW.`reason` AND OLD.`seq` <= (SELECT `upto` FROM `search_progress` WHERE `name` = 'entry') BEGIN INSERT INTO `search_stale` (`name`, `row`) SELECT 'entry', OLD.`seq` WHERE NOT EXISTS (SELECT 1 FROM `search_stale` WHERE `name` = 'entry' AND `row` = OLD.`seq`); END;
--> statement-breakpoint
CREATE TRIGGER `ban_search_reused` AFTER DELETE ON `ban` WHEN OLD.`row` <= (SELECT `upto` FROM `search_progress` WHERE `name` = 'ban') AND NOT EXISTS (SELECT 1 FROM `ban` WHERE `row` > OLD.`row`) BEGIN UPDATE `search_progress` SET `upto` = OLD.`row` - 1 WHERE `name` = 'ban'; END;