DROP INDEX `ban_when`;--> statement-breakpoint
DROP INDEX `ban_name`;--> statement-breakpoint
ALTER TABLE `ban` ADD `settled` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `ban_kind` ON `ban` (`channel_id`,`kind`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_reason` ON `ban` (`channel_id`,reason COLLATE NOCASE) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_moderator` ON `ban` (`channel_id`,`moderator_login`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_end` ON `ban` (`channel_id`,`expires_at`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_by` ON `ban` (`channel_id`,`moderator_id`,`moderator_login`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_unsettled` ON `ban` (`channel_id`) WHERE settled = 0;--> statement-breakpoint
CREATE INDEX `ban_when` ON `ban` (`channel_id`,`at`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_name` ON `ban` (`channel_id`,`login`) WHERE settled = 1;