CREATE TABLE `discord_hook` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`channel_id` text NOT NULL,
	`kinds` text NOT NULL,
	`ends_with` text NOT NULL,
	`added_at` integer NOT NULL,
	`paused_by` text,
	`sent_at` integer,
	`tried_at` integer,
	`blocked_until` integer,
	`last_error` text,
	`sending_through` integer,
	`dropped` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `discord_queue` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hook_id` text NOT NULL,
	`entry_id` text,
	`notice` text
);
--> statement-breakpoint
CREATE INDEX `discord_queue_hook` ON `discord_queue` (`hook_id`,`seq`);--> statement-breakpoint
CREATE TABLE `discord_route` (
	`kind` text NOT NULL,
	`channel_id` text NOT NULL,
	`hook_id` text NOT NULL,
	PRIMARY KEY(`kind`, `channel_id`, `hook_id`)
);

--> statement-breakpoint
CREATE TRIGGER `discord_queued` AFTER INSERT ON `entry` WHEN NEW.`found` = 0 AND NEW.`sources` <> 8 BEGIN INSERT INTO `discord_queue` (`hook_id`, `entry_id`) SELECT `hook_id`, NEW.`id` FROM `discord_route` WHERE `kind` = NEW.`kind` AND `channel_id` IN (NEW.`channel_id`, ''); END;
